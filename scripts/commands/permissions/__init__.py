"""`openemr permissions`."""

"""What `openemr scan` knows of values: learned from many configurations, kept in scripts."""

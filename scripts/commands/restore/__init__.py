"""`openemr restore`: bring back database and files from a pair of copies."""

"""`openemr destroy`: a production's data is kept, unless it is purged by name."""

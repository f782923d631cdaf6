"""`openemr restore test` and `tests`: copies brought back beside production, checked, destroyed."""

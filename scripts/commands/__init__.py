"""The commands of `openemr`: one module or package for each, named as it is typed."""

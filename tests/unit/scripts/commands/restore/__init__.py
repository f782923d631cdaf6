"""Unit tests of `openemr restore`."""

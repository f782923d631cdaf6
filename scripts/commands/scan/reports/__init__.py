"""The result of a scan, for people and for programs."""

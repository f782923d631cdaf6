"""The command group `openemr settings`."""

"""The set-up: every environment of the project, from the lock file."""

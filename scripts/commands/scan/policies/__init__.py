"""Rules of the project: one file and one sentence each."""

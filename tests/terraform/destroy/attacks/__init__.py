"""Sequences that try to destroy or take over a production without its name."""

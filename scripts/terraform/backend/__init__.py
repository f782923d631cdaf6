"""Terraform backends: location, locks, history and initialization of a state."""

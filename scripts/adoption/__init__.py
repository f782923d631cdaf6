"""Adoption: import resources that exist in AWS and are missing from the state."""

"""Terraform backends: where a state is stored, who locks it, and how it is opened."""

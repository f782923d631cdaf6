"""Checks for problems that would make a deployment fail; one module of `checks` per concern."""

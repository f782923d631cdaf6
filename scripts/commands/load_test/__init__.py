"""Load-tests a deployment."""

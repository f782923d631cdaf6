"""Single defects of a production deployment, and the check that must notice each."""

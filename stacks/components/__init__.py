"""One module per component of the topology; each class takes collaborators and settings."""

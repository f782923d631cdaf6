"""The project's commands: set-up, synthesis, and the deployment tried on the embedded AWS."""

"""The architecture picture of a deployment, made from what was synthesized."""

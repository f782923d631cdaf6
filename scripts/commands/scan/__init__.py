"""The compliance gate: Checkov and the project's own policies on a Terraform configuration."""

"""OpenEMR on AWS as Terraform: one stack per deployment, one for the remote state."""

# First of all, so that no module can load the provider bindings the slow way.
import imports  # noqa: F401

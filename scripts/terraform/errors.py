"""Errors about Terraform's state."""

from scripts.cli.errors import OperationFailedError


class StateError(OperationFailedError):
    """The state is damaged, elsewhere, or contradicts another; nothing was changed."""

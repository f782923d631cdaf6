"""Errors of Terraform commands and of Terraform state."""

import re
from collections.abc import Sequence
from pathlib import Path

from scripts.cli.errors import OperationFailedError
from scripts.terraform.advice import advice_on


class StateError(OperationFailedError):
    """The state is damaged, elsewhere, or contradicts another; nothing was changed."""


# `state pull` and `state push` know no -no-color.
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class TerraformFailedError(OperationFailedError):
    """A failed Terraform command; the message has its errors, known remedies and the log's path.

    command: such as `plan` or `state pull`. errors: one text for each error Terraform reported.
    """

    def __init__(self, command: str, errors: Sequence[str], log: Path | None = None) -> None:
        self.command = command
        self.errors = tuple(_COLOUR.sub("", error).strip() for error in errors)
        output = "\n\n".join(self.errors)
        self.advice = advice_on(output)
        where = f"Failed at: terraform {command}." + (f" Log: {log}" if log else "")
        super().__init__("\n\n".join([output, *self.advice, where]))

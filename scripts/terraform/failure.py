"""A Terraform command that failed, as one error for people."""

from collections.abc import Sequence
from pathlib import Path

from scripts.terraform.advice import advice_on


class TerraformFailedError(RuntimeError):
    """The message holds Terraform's own words, what to do if that is known, and where the log is.

    command: such as `plan` or `state pull`. errors: one text for each error Terraform reported.
    """

    def __init__(self, command: str, errors: Sequence[str], log: Path | None = None) -> None:
        said = "\n\n".join(errors)
        self.command = command
        self.errors = tuple(errors)
        self.advice = advice_on(said)
        where = f"Failed at: terraform {command}." + (f" Log: {log}" if log else "")
        super().__init__("\n\n".join([said, *self.advice, where]))

"""What a destroy is told to do, and how it says no."""

from dataclasses import dataclass

from rich.console import Console

ASK = ""  # --purge without a name


class StoppedError(RuntimeError):
    """Nothing was changed: nobody said yes, or the name was another."""


class WrongNameError(ValueError):
    """--purge names another deployment than the one it is to destroy."""


@dataclass(frozen=True)
class Options:
    """purge: None keeps the data; ASK has the name typed; a name is taken for it."""

    deployment: str
    program: str | None
    consented: bool
    purge: str | None
    takes_copies: bool
    console: Console

"""What a destroy is told to do, and how it says no."""

from dataclasses import dataclass

from rich.console import Console

ASK = ""  # --purge without a name


class StoppedError(RuntimeError):
    """Nothing was changed: nobody said yes, or the name was another."""


class WrongNameError(ValueError):
    """--purge or --confirm names another deployment than the one that is to be destroyed."""


@dataclass(frozen=True)
class Options:
    """consented: answers for an evaluation only. confirmed: the name, given beforehand.

    purge: None keeps a production's data; ASK has the name typed; a name is taken for it.
    """

    deployment: str
    program: str | None
    consented: bool
    confirmed: str | None
    purge: str | None
    takes_copies: bool
    console: Console

    @property
    def name_given(self) -> bool:
        """Whether the deployment's name was given where else it would be typed."""
        return self.deployment in (self.confirmed, self.purge)

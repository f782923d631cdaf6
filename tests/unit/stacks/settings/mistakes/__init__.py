"""Wrong settings, each with what must be said about it: a table for each part of the settings."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """One wrong setting of the deployment `clinic`.

    settings: the deployment's settings. at, received, accepted: the parts of the only message
    expected, with `at` relative to the deployment and `received` as JSON; complaint: what comes
    before them, if anything.
    """

    settings: Any
    at: str
    received: str
    accepted: str
    complaint: str = ""

    @property
    def context(self) -> dict[str, Any]:
        """The `context` of a cdktf.json that holds the mistake."""
        return {"deployments": {"clinic": self.settings}}

    @property
    def message(self) -> str:
        """The line that must be said."""
        path = f"context.deployments.clinic.{self.at}".removesuffix(".")
        return f"{path}: {self.complaint}received {self.received}; accepted: {self.accepted}"

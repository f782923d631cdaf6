"""Result of `openemr deploy` as text and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.cli.steps import Step
from scripts.commands.deploy.health import Health

_NAMED = ("application_url", "admin_user", "admin_password_secret_arn")


@dataclass
class Result:
    """Result of a deploy, filled in by its steps.

    outcome: `unchanged`, `deployed`, `stopped` (nothing was changed) or `failed`. counts: planned
    changes by action. applied: how many of them were made. stopped: addresses without --allow.
    """

    deployment: str
    outcome: str = "failed"
    counts: Mapping[str, int] = field(default_factory=dict)
    stopped: Sequence[str] = ()
    applied: int = 0
    outputs: Mapping[str, Any] = field(default_factory=dict)
    health: Health | None = None
    steps: Sequence[Step] = ()

    def as_data(self) -> dict[str, Any]:
        """The result as JSON types; no output is a secret."""
        return {
            "deployment": self.deployment,
            "outcome": self.outcome,
            "counts": dict(self.counts),
            "stopped": list(self.stopped),
            "applied": self.applied,
            "outputs": dict(self.outputs),
            "seconds": round(sum(step.seconds for step in self.steps), 1),
            "steps": [vars(step) for step in self.steps],
            "health": self.health.as_data() if self.health else None,
        }

    def as_text(self) -> str:
        """Outcome, URL, credentials and health."""
        seconds = sum(step.seconds for step in self.steps)
        done = {
            "deployed": f"{self.applied} resources changed in {seconds:.0f} s.",
            "unchanged": f"No changes; took {seconds:.0f} s.",
        }
        url, user, secret = (self.outputs.get(name) for name in _NAMED)
        lines = ["", f"{self.deployment}: {done.get(self.outcome, self.outcome)}"]
        if url:
            lines += ["", f"URL       {url}", f"User      {user}"]
        if secret:
            lines += [
                f"Password  in Secrets Manager: {secret}",
                f"          openemr password {self.deployment}",
            ]
        if self.health:
            lines += ["", *self.health.lines()]
        return "\n".join(lines)

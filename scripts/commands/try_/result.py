"""Result of `openemr try` as text and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scripts.cli.steps import Step
from scripts.commands.try_.kept_aws import KeptAws

# The output that names the secret with the password of the user admin.
_ADMIN_CREDENTIALS_OUTPUT = "admin_password_secret_arn"


@dataclass(frozen=True)
class Failure:
    """The failed step, the reason, and the log."""

    step: str
    message: str
    log: Path


@dataclass
class Result:
    """Result of a try: planned and applied resources, duration, and public outputs."""

    deployment: str
    directory: Path
    warnings: Sequence[str] = ()
    planned: int = 0
    applied: int = 0
    second_plan_exit_code: int | None = None
    outputs: Mapping[str, Any] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    kept: KeptAws | None = None
    failure: Failure | None = None

    def as_json(self) -> dict[str, Any]:
        """The result as JSON types; `failure` and `kept` are null when there is none."""
        described = asdict(self)
        described["ok"] = self.failure is None
        described["directory"] = str(self.directory)
        described["steps"] = [asdict(step) for step in self.steps]
        if self.failure:
            described["failure"]["log"] = str(self.failure.log)
        return described

    def as_text(self) -> str:
        """Outputs and next steps."""
        seconds = sum(step.seconds for step in self.steps)
        done = f"{self.applied} resources applied to the embedded AWS in {seconds:.0f} s"
        return "\n".join(
            [
                "",
                f"{done}; a second plan has no changes.",
                "",
                "Outputs",
                *(f"  {name} = {_plain(value)}" for name, value in sorted(self.outputs.items())),
                *self._password(),
                "",
                "Next",
                *self._next(),
            ]
        )

    def _password(self) -> list[str]:
        secret = self.outputs.get(_ADMIN_CREDENTIALS_OUTPUT)
        if not secret:
            return []
        return [
            "",
            "The password of the user admin is in Secrets Manager only. To read it:",
            f"  aws secretsmanager get-secret-value --secret-id {secret} \\",
            "    --query SecretString --output text",
        ]

    def _next(self) -> list[str]:
        if self.kept is None:
            return [
                "  The embedded AWS is stopped. scripts/try --keep leaves it running.",
                "  It stores resources but runs no containers: the URL answers on real AWS only.",
                "  Your own settings: cdktf.json. On to real AWS: README.md.",
                f"  Logs of this try: {self.directory / 'logs'}",
            ]
        return [
            f"  The embedded AWS runs as process {self.kept.pid}; stop it: scripts/try --stop",
            "  To use it:",
            f"    export AWS_ENDPOINT_URL={self.kept.url} AWS_REGION={self.kept.region} \\",
            f"      AWS_DEFAULT_REGION={self.kept.region} AWS_ACCESS_KEY_ID=test \\",
            "      AWS_SECRET_ACCESS_KEY=test",
            "    aws ecs list-clusters",
            f"    terraform -chdir={self.directory}/cdktf.out/stacks/{self.deployment} plan",
            "  It stores resources but runs no containers: the URL answers on real AWS only.",
        ]


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

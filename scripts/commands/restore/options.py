"""What the commands of `openemr restore` have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated

import typer

from scripts.aws.account import AwsAccount
from scripts.cli.steps import Steps
from scripts.inventory.copies import Copies, read_copies
from scripts.inventory.copies.pairing import Pairing, pair_up
from scripts.inventory.scope import Scope
from scripts.terraform.documents.provider import region_of
from scripts.terraform.documents.state import StateResources
from scripts.terraform.synthesis import choose_deployment
from scripts.terraform.target_account import refuse_wrong_account
from scripts.terraform.working_directory import synthesized_stack

AsJson = Annotated[bool, typer.Option("--json", help="Print everything known as JSON.")]
PairOption = Annotated[
    str | None,
    typer.Option(help="Bring back this pair of `openemr restore list`.", metavar="ID"),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        help="Bring back what was there at this time, with its time zone: 2026-11-28T17:00Z.",
        metavar="TIME",
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help="Skip the confirmations.")]
VaultOption = Annotated[
    str | None,
    typer.Option(
        help="Also read this backup vault of the account; an ARN for one in another Region.",
        metavar="NAME_OR_ARN",
    ),
]


@dataclass(frozen=True)
class Found:
    """What AWS has of one deployment, and which of it belongs together."""

    scope: Scope
    copies: Copies
    pairing: Pairing

    @property
    def place(self) -> str:
        """Where it was looked for, as nothing found may mean the wrong account."""
        home = self.copies.home
        return f"{self.scope.deployment} in {home.region}, account {home.account}"


def find(deployment: str | None, vault: str | None, steps: Steps) -> Found:
    """Read the copies of `deployment` (None: the first of cdktf.json).

    Neither its state nor Terraform is asked: they may be lost. Raises UnknownDeploymentError,
    SynthesisError, WrongTargetError, UnknownVaultError, AwsError.
    """
    scope = _scope(deployment, steps)
    with steps.step("copies", f"Read the copies of {scope.deployment}") as step:
        copies = read_copies(scope, datetime.now(timezone.utc), vault)
        pairing = pair_up(copies.copies, copies.windows, copies.creations)
        step.update(f"{len(copies.copies)} copies, {len(pairing.pairs)} pairs")
    return Found(scope, copies, pairing)


def _scope(deployment: str | None, steps: Steps) -> Scope:
    stack = synthesized_stack(choose_deployment(deployment), steps)
    configuration: Mapping[str, object] = stack.configuration()
    account = AwsAccount(region_of(configuration))
    refuse_wrong_account(stack.name, configuration, account)
    return Scope(stack.name, account, StateResources({}), configuration)

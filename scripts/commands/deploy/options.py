"""Options of `openemr deploy`, and its errors."""

from dataclasses import dataclass

from rich.console import Console

from scripts.cli.errors import InvalidInputError, OperationFailedError


class UnfitOptionError(InvalidInputError):
    """An option does not fit this plan."""


class UnfitPlanError(OperationFailedError):
    """Terraform's plan is incomplete."""


@dataclass(frozen=True)
class Options:
    """Options of `openemr deploy`. leaves_production: its name.

    stops_old_tasks: None asks where it matters. waits: None waits where tasks run at all.
    The others are of commands that deploy as a part of their own work. intended: addresses that
    they change on purpose, so that those need no --allow, unless data are destroyed or the change
    is irreversible. discarded: addresses whose data they destroy on purpose. targets: addresses
    of the part to apply; whether the service is stable is not judged then. stops_tasks: no task
    runs while it is applied.
    """

    deployment: str | None
    program: str | None
    allowed: tuple[str, ...]
    consented: bool
    leaves_production: str | None
    ignores_preflight: bool
    stops_old_tasks: bool | None
    waits: bool | None
    limit_seconds: float
    console: Console
    intended: frozenset[str] = frozenset()
    discarded: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()
    stops_tasks: bool = False

"""Options of `openemr deploy`, and its errors."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from rich.console import Console

from scripts.cli.errors import InvalidInputError, OperationFailedError


class UnfitOptionError(InvalidInputError):
    """An option does not fit this plan."""


class UnfitPlanError(OperationFailedError):
    """Terraform's plan is incomplete."""


class TaskPolicy(Enum):
    """Which tasks run while a plan is applied.

    ROLL: ECS replaces them one by one, which another OpenEMR release is refused. STOP: none
    meanwhile; those of before or the new ones start afterwards. LEAVE_STOPPED: the command starts
    them itself; where the apply is not reached, those of before start again.
    """

    ROLL = "roll"
    STOP = "stop"
    LEAVE_STOPPED = "leave stopped"


@dataclass(frozen=True)
class Options:
    """Options of `openemr deploy`. leaves_production: its name.

    waits: None waits where tasks run at all.
    The others are of commands that deploy as a part of their own work. intended: addresses that
    they change on purpose, so that those need no --allow, unless data are destroyed or the change
    is irreversible. discarded: addresses whose data they destroy on purpose. targets: addresses
    of the part to apply; whether the service is stable is not judged then. before_apply: what is
    done between the stop of the tasks and the apply. ran_before: the image ran here before, so that
    findings in it do not stop.
    """

    deployment: str | None
    program: str | None
    allowed: tuple[str, ...]
    consented: bool
    leaves_production: str | None
    ignores_preflight: bool
    waits: bool | None
    limit_seconds: float
    console: Console
    intended: frozenset[str] = frozenset()
    discarded: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()
    tasks: TaskPolicy = TaskPolicy.ROLL
    before_apply: Callable[[], None] | None = None
    ran_before: bool = False

"""Options of `openemr upgrade`."""

from dataclasses import dataclass

from rich.console import Console


@dataclass(frozen=True)
class Options:
    """Options of `openemr upgrade`.

    allowed: addresses of --allow. may_skip: --skip-releases. waits: None waits where tasks run at
    all.
    """

    deployment: str
    program: str | None
    allowed: tuple[str, ...]
    consented: bool
    ignores_preflight: bool
    may_skip: bool
    waits: bool | None
    limit_seconds: float
    console: Console

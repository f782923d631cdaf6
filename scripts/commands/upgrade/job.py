"""An upgrade and its way back, whatever carries them out; each can be repeated."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from scripts.cli.errors import OperationFailedError


class UpgradeFailedError(OperationFailedError):
    """The new release did not work; the message says why, and what runs now."""


class Stage(Enum):
    """How far an upgrade is.

    DONE: the wanted release runs. WANTED: another one runs. APPLIED: the wanted one is deployed,
    and its tasks were stopped or never became healthy. RETURNING: the way back was begun.
    """

    DONE = "done"
    WANTED = "wanted"
    APPLIED = "applied"
    RETURNING = "returning"


class Site(Protocol):
    """A deployment of OpenEMR, as an upgrade changes it. Each method may be repeated."""

    old: str
    new: str

    def stage(self) -> Stage:
        """How far it is. Sets `old` and `new`."""

    def deploy(self) -> None:
        """Stop the tasks, copy database and files, deploy the new release; no task runs afterwards.

        Before the new release is deployed an error leaves the old one running.
        """

    @property
    def is_begun(self) -> bool:
        """Whether `deploy` came to where it deploys the new release."""

    def start(self) -> Sequence[str]:
        """Start the tasks, whose first upgrades the data; problems, none if all are healthy."""

    def try_out(self) -> Sequence[str]:
        """Problems of the running release, as its users would meet them."""

    def is_untouched(self) -> bool:
        """Whether the new release certainly never ran; unknown is no."""

    def return_release(self) -> None:
        """Deploy the old release with the data as they are, and start it."""

    def return_pair(self) -> None:
        """Deploy the old release with database and files from the copies, and start it."""


@dataclass
class Result:
    """What became of an upgrade.

    outcome: `unchanged`, `upgraded`, `returned` (the old release runs) or `failed`. untouched:
    whether the data stayed as they were, of a return.
    """

    deployment: str
    old: str = ""
    new: str = ""
    outcome: str = "failed"
    problems: Sequence[str] = ()
    untouched: bool | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """JSON types."""
        return {**vars(self), "problems": list(self.problems), "facts": dict(self.facts)}


class Upgrade:
    """Takes a site to the new release, or back to the old one: it ends with one of both.

    agrees: asked before the way back, with a sentence; what it raises ends the upgrade.
    """

    def __init__(self, site: Site, result: Result, agrees: Callable[[str], None]) -> None:
        self._site, self.result, self._agrees = site, result, agrees

    def run(self) -> None:
        """Raises UpgradeFailedError after the way back, and what the site raises."""
        site = self._site
        stage = site.stage()
        self.result.old, self.result.new = site.old, site.new
        if stage is Stage.RETURNING:
            self._return(["an earlier upgrade had failed, and its way back was not finished"])
        if stage is Stage.WANTED:
            try:
                site.deploy()
            except Exception as problem:
                if not site.is_begun:
                    raise
                self._return(str(problem).splitlines())
        problems = self._problems(starts=stage is not Stage.DONE)
        if problems and stage is Stage.DONE:
            self.result.problems = problems
            raise UpgradeFailedError(
                f"{self.result.deployment} runs {site.new}, and not as it should:\n"
                f"{_lines(problems)}"
            )
        if problems:
            self._return(problems)
        self.result.outcome = "unchanged" if stage is Stage.DONE else "upgraded"

    def _problems(self, *, starts: bool) -> Sequence[str]:
        """Of what runs. An error is one: what is not known to work does not."""
        site = self._site
        try:
            return (site.start() if starts else ()) or site.try_out()
        except Exception as problem:  # noqa: BLE001 - each leaves the new release unproved
            return str(problem).splitlines() or [type(problem).__name__]

    def _return(self, problems: Sequence[str]) -> None:
        """The way back. Always raises."""
        site, result = self._site, self.result
        result.problems = problems
        result.untouched = untouched = site.is_untouched()
        data = "with the data as they are" if untouched else "from the copies made before"
        self._agrees(f"{site.new} failed:\n{_lines(problems)}\nGo back to {site.old}, {data}?")
        if untouched:
            site.return_release()
        else:
            site.return_pair()
        result.outcome = "returned"
        raise UpgradeFailedError(
            f"{result.deployment} runs {site.old} again, {data}. {site.new} failed:\n"
            f"{_lines(problems)}"
        )


def _lines(problems: Sequence[str]) -> str:
    return "\n".join(f"  {each}" for each in problems)

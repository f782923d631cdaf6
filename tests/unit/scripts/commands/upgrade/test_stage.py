"""How far an upgrade is, by settings, state and AWS; unknown is the careful answer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.commands.deploy.release_change import ReleaseChange
from scripts.commands.upgrade.current import Current
from scripts.commands.upgrade.deployed_site import DeployedSite
from scripts.commands.upgrade.job import Stage
from scripts.commands.upgrade.releases import RefusedReleaseError
from scripts.inventory.releases import Revision

NOW = datetime.now(timezone.utc)


def revision(version: str, minutes: float = 5) -> Revision:
    registered = NOW - timedelta(minutes=minutes)
    return Revision(f"arn:{version}", registered, f"openemr/openemr:{version}", version)


@dataclass
class Situation:
    """Settings, what is deployed, and whether its tasks are settled."""

    settings: str
    deployed: str
    settled: bool
    before: str = ""
    standby: str = "absent"
    recent: bool = True

    @property
    def current(self) -> Any:
        images = [f"openemr/openemr:{each}" for each in (self.deployed, self.settings)]
        change = ReleaseChange(*images) if self.deployed != self.settings else None
        return SimpleNamespace(
            change=change,
            settings=SimpleNamespace(
                application=SimpleNamespace(openemr_version=self.settings),
                stores=SimpleNamespace(standby=self.standby),
            ),
            has_second_pair=self.standby != "absent",
            is_settled=lambda: self.settled,
            newest_of_another=lambda _: revision(self.before),
            is_recent=lambda _: self.recent and bool(self.before),
        )


class Site(DeployedSite):
    """A site in this situation."""

    def __init__(self, situation: Situation) -> None:
        options: Any = SimpleNamespace(deployment="clinic", may_skip=False)
        steps: Any = None
        super().__init__(options, steps)
        self.situation = situation

    def _now(self) -> Any:
        return self.situation.current


STAGES = [
    (Situation("8.2.0", "8.2.0", True), Stage.DONE, "8.2.0", "8.2.0"),
    (Situation("8.2.0", "8.2.0", False), Stage.DONE, "8.2.0", "8.2.0"),
    (Situation("8.3.0", "8.2.0", True), Stage.WANTED, "8.2.0", "8.3.0"),
    # Killed after the tasks stopped.
    (Situation("8.3.0", "8.2.0", False), Stage.WANTED, "8.2.0", "8.3.0"),
    # Killed before the tasks started, or while they did.
    (Situation("8.3.0", "8.3.0", False, "8.2.0"), Stage.APPLIED, "8.2.0", "8.3.0"),
    # The way back, killed before its deploy, within it, and before its tasks started.
    (Situation("8.2.0", "8.3.0", False), Stage.RETURNING, "8.2.0", "8.3.0"),
    (Situation("8.2.0", "8.3.0", False, standby="restoring"), Stage.RETURNING, "8.2.0", "8.3.0"),
    (
        Situation("8.2.0", "8.2.0", False, "8.3.0", standby="kept"),
        Stage.RETURNING,
        "8.2.0",
        "8.3.0",
    ),
    (Situation("8.2.0", "8.2.0", False, "8.3.0"), Stage.RETURNING, "8.2.0", "8.3.0"),
    # A year after an upgrade: what runs does not come up, for another reason.
    (Situation("8.3.0", "8.3.0", False, "8.2.0", recent=False), Stage.DONE, "8.3.0", "8.3.0"),
    # After the way back.
    (Situation("8.2.0", "8.2.0", True, "8.3.0", standby="kept"), Stage.DONE, "8.2.0", "8.2.0"),
]


@pytest.mark.parametrize(("situation", "stage", "old", "new"), STAGES)
def test_the_stage(situation: Situation, stage: Stage, old: str, new: str) -> None:
    site = Site(situation)
    assert site.stage() is stage
    assert (site.old, site.new) == (old, new)


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        (Situation("8.2.0", "8.3.0", True), r"accepted: 8\.3\.0, which runs"),
        (Situation("8.3.0", "8.2.0", True, standby="kept"), r"standby: received kept.*absent"),
        (Situation("8.4.1", "8.2.0", True), r"skips 8\.3\.0"),
    ],
)
def test_what_is_refused_while_all_is_well(situation: Situation, text: str) -> None:
    with pytest.raises(RefusedReleaseError, match=text):
        Site(situation).stage()


@dataclass
class Evidence:
    """What AWS tells of a release's tasks."""

    stopped: bool = False
    logged: bool = False
    minutes: float = 5
    tasks: list[dict[str, Any]] = field(default_factory=list)
    listed: int | None = None

    def current(self) -> Current:
        first = revision("8.3.0", self.minutes)
        listed = len(self.tasks) if self.listed is None else self.listed
        ecs = SimpleNamespace(
            list_tasks=lambda **asked: {
                "taskArns": ["arn"] * (listed if asked["desiredStatus"] == "STOPPED" else 0)
            },
            describe_tasks=lambda **_: {"tasks": self.tasks},
        )
        work: Any = SimpleNamespace(account=SimpleNamespace(client=lambda _: ecs))
        place: Any = SimpleNamespace(cluster="c", service="s")
        evidence = self

        class Known(Current):
            @property
            def tasks(self) -> Any:
                return SimpleNamespace(are_stopped=lambda: evidence.stopped)

            def first_of(self, _version: str) -> Revision | None:
                return first

            def log(self, since: datetime | None = None) -> Any:
                assert since == first.registered
                return SimpleNamespace(is_empty=lambda: not evidence.logged)

        settings: Any = None
        return Known(work, {}, place, settings)


def task(**of: Any) -> dict[str, Any]:
    return {"createdAt": NOW, "containers": [{}], **of}


@pytest.mark.parametrize(
    ("evidence", "never_ran"),
    [
        (Evidence(), True),
        (Evidence(stopped=True), True),
        (Evidence(stopped=True, minutes=6000), True),
        (Evidence(tasks=[task()]), True),  # it could not pull its image
        (Evidence(tasks=[task(createdAt=NOW - timedelta(hours=1), startedAt=NOW)]), True),
        (Evidence(logged=True), False),
        (Evidence(stopped=True, logged=True), False),
        (Evidence(tasks=[task(startedAt=NOW)]), False),
        (Evidence(stopped=True, tasks=[task(startedAt=NOW)]), False),  # stopped again
        (Evidence(tasks=[task(containers=[{"exitCode": 0}])]), False),
        (Evidence(minutes=55), False),  # ECS has forgotten its tasks
        (Evidence(listed=1), False),  # it has forgotten one in between
    ],
)
def test_a_release_never_ran_only_if_that_is_certain(evidence: Evidence, never_ran: bool) -> None:
    assert evidence.current().never_ran("8.3.0") is never_ran


def test_a_release_that_was_never_registered_never_ran() -> None:
    class Known(Current):
        def first_of(self, _version: str) -> Revision | None:
            return None

    nothing: Any = None
    assert Known(nothing, {}, nothing, nothing).never_ran("8.3.0")

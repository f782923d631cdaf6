"""`openemr upgrade` ends with the new release or with the old one, wherever something fails.

Two releases of stand-ins, real MariaDB: the data of the release that runs must be its own.
"""

import pytest

from scripts.commands.upgrade.job import Result, Upgrade, UpgradeFailedError
from tests.contract.application.sites import Site
from tests.contract.application.upgraded import (
    NEW,
    OLD,
    FaultError,
    KilledError,
    Upgraded,
)

pytestmark = pytest.mark.servers

# Point -> the release that runs afterwards.
BEFORE = ("plan", "stop", "after the stop", "copy database", "copy files", "after the copies")
DEPLOYING = ("apply", "after the apply", "start", "healthy", "try")
IN_THE_TASK = ("statement fails", "program dies", "script fails", "task killed", "page")
ON_THE_WAY_BACK = (
    *("evidence", "stop again", "after the stop again", "settings", "restore files"),
    *("restore database", "switch", "after the switch"),
)


@pytest.fixture
def world(site: Site) -> Upgraded:
    """The old release serves two patients and a document; the settings name the new one."""
    made = Upgraded(site)
    made.install()
    made.known.settings = NEW
    return made


def upgrade(world: Upgraded) -> Result:
    """One run of the command; what it raised is in the result."""
    result = Result("clinic")
    job = Upgrade(world, result, lambda _question: None)
    try:
        job.run()
    except (UpgradeFailedError, FaultError):
        assert result.outcome in ("returned", "failed")
    return result


def until_it_ends(world: Upgraded) -> Result:
    """The same command again after each death and each failure on the way."""
    for _ in range(4):
        try:
            result = upgrade(world)
        except KilledError:
            continue
        if result.outcome != "failed":
            return result
    raise AssertionError("it does not end")


def test_the_new_release_runs_with_upgraded_data(world: Upgraded) -> None:
    assert upgrade(world).outcome == "upgraded"
    world.serves(NEW)
    assert upgrade(world).outcome == "unchanged"


@pytest.mark.parametrize("point", BEFORE)
def test_an_error_before_the_new_release_is_deployed_leaves_the_old_one(
    world: Upgraded, point: str
) -> None:
    world.faults[point] = "error"
    result = upgrade(world)
    assert result.outcome == "failed"
    world.known.settings = OLD  # as the command does with --to
    world.serves(OLD)
    assert "apply" not in world.passed


@pytest.mark.parametrize("point", [*DEPLOYING, *IN_THE_TASK])
def test_an_error_afterwards_brings_the_old_one_back_with_its_data(
    world: Upgraded, point: str
) -> None:
    world.faults[point] = "error"
    assert upgrade(world).outcome == "returned"
    assert not world.faults
    world.serves(OLD)


@pytest.mark.parametrize("point", [*BEFORE, *DEPLOYING, "upgrade"])
def test_killed_anywhere_the_same_command_ends_with_the_new_release(
    world: Upgraded, point: str
) -> None:
    world.faults[point] = "kill"
    assert until_it_ends(world).outcome in ("upgraded", "unchanged")
    assert not world.faults
    world.serves(NEW)


@pytest.mark.parametrize("fault", ["error", "kill"])
@pytest.mark.parametrize("point", ON_THE_WAY_BACK)
def test_the_way_back_is_finished_by_the_same_command(
    world: Upgraded, point: str, fault: str
) -> None:
    world.faults.update({"statement fails": "error", point: fault})
    assert until_it_ends(world).outcome == "returned"
    assert not world.faults
    world.serves(OLD)


def test_a_release_that_never_ran_goes_without_the_copies(world: Upgraded) -> None:
    world.faults["after the apply"] = "error"
    result = upgrade(world)
    assert (result.outcome, result.untouched) == ("returned", True)
    assert "restore database" not in world.passed
    world.serves(OLD)


def test_what_serves_is_left_alone_by_a_person_who_says_no(world: Upgraded) -> None:
    world.faults["page"] = "error"

    def refuse(question: str) -> None:
        assert "from the copies made before" in question
        raise FaultError(question)

    with pytest.raises(FaultError):
        Upgrade(world, Result("clinic"), refuse).run()
    world.serves(NEW)

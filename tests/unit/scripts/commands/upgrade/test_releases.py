"""Which release may follow which."""

import itertools

import pytest

from scripts.commands.upgrade.releases import RefusedReleaseError, Step
from stacks.releases import RELEASES

RELEASED = [version for version, each in RELEASES.items() if each.released]


@pytest.mark.parametrize(("old", "new"), [*itertools.pairwise(RELEASED)])
def test_each_release_follows_the_one_before(old: str, new: str) -> None:
    Step(old, new).refuse(may_skip=False)


@pytest.mark.parametrize(("old", "new"), [*itertools.permutations(RELEASES, 2)])
def test_every_other_step_is_refused_and_says_what_is_accepted(old: str, new: str) -> None:
    order = list(RELEASES)
    between = [each for each in RELEASED if order.index(old) < order.index(each) < order.index(new)]
    is_older = order.index(new) < order.index(old)
    if not is_older and not between:
        Step(old, new).refuse(may_skip=False)
        return
    accepted = old if is_older else between[0]
    with pytest.raises(RefusedReleaseError, match=rf"received {new}.*accepted: {accepted}"):
        Step(old, new).refuse(may_skip=False)
    if not is_older:
        assert Step(old, new).skipped == tuple(between)
        Step(old, new).refuse(may_skip=True)


def test_a_build_that_names_no_release_is_refused() -> None:
    with pytest.raises(RefusedReleaseError, match=r"names no release.*application\.image"):
        Step("", "8.3.0").refuse(may_skip=True)


def test_a_release_that_nobody_knows_is_refused() -> None:
    with pytest.raises(RefusedReleaseError, match=r"received 9\.0\.0; accepted: 7\.0\.2"):
        Step("8.2.0", "9.0.0").refuse(may_skip=True)

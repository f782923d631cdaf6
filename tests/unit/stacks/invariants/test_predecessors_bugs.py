"""Bugs of the predecessors, by their numbers in the inventory of features, that must not return.

S: aws-samples/host-openemr-on-aws-fargate 548e988; E: openemr/openemr-on-ecs 4.1.1;
K: openemr/openemr-on-eks 7.1.4.
"""

from collections.abc import Callable

import pytest

from tests.synthesized import Stack
from tests.unit.stacks.invariants import bugs_of_access, bugs_of_data

BUGS: dict[str, Callable[[Stack], None]] = {
    name: function
    for module in (bugs_of_access, bugs_of_data)
    for name, function in vars(module).items()
    if name[0] in "sek" and name[1].isdigit()
}
# Numbers whose regression tests stand elsewhere.
ELSEWHERE = {
    "S5": "invariants/test_names.py, with E16",
    "S6": "invariants/test_identity.py",
    "S11": "invariants/test_transport.py",
    "E1": "tests/contract/application: the container's log",
    "E19": "settings/test_accepted.py",
    "E34": "settings/test_several_mistakes.py: rules between fields",
    "K1": "invariants/test_secrecy.py, terraform/test_apply.py",
    "K2": "invariants/test_transport.py",
    "K4": "invariants/test_identity.py",
}


@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_a_bug_of_the_predecessors_has_not_returned(
    bug: Callable[[Stack], None], deployments: list[Stack]
):
    for stack in deployments:
        bug(stack)


def test_no_bug_is_looked_for_twice():
    here = {part.upper() for name in BUGS for part in name.split("_") if part[1:].isdigit()}
    assert not here & ELSEWHERE.keys()

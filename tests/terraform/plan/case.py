"""One plan, and what its review must say."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.review.plan_review import CHANGES, STOPPED, review
from tests.terraform.plan.edits import Edit

DESTROYS, OPENS, LOWERS = "destroys data", "opens access", "lowers protection"
IRREVERSIBLE, UNREVIEWED = "cannot be taken back", "not a reviewed change"
INTERRUPTS = "interrupts"


@dataclass(frozen=True)
class Case:
    """`stops`: address -> its worst kind; of no other address a word is needed.

    says: a part of the reasons. marks: address -> kind of what passes with a mark.
    """

    name: str
    edits: tuple[Edit, ...]
    stops: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """What `openemr plan` ends with."""
        return STOPPED if self.stops else CHANGES


def stopped(name: str, *edits: Edit, stops: Mapping[str, str], says: str = "") -> Case:
    """A plan that somebody must allow."""
    return Case(name, edits, stops, says)


def passed(name: str, *edits: Edit, **marks: Any) -> Case:
    """A plan that is harmless; `marks` as in Case."""
    return Case(name, edits, **marks)


def assert_judged(case: Case, unchanged: Mapping[str, Any]) -> None:
    """Review a case made from a plan without changes; unit tests have one of no Terraform."""
    document = copy.deepcopy(dict(unchanged))
    document.pop("applyable", None)  # of the plan without changes: false
    for edit in case.edits:
        edit(document)
    result = review(document)
    reasons = [verdict.reason for item in result.items for verdict in item.judged.verdicts]
    stops = {item.address: item.kind for item in result.stopped}
    assert stops == dict(case.stops), reasons
    assert result.exit_code == case.exit_code
    assert case.says in " ".join(reasons)
    passing = {item.address: item.kind for item in result.items if item.kind and not item.stopped}
    assert passing == dict(case.marks) or not case.marks
    assert review(document, [*case.stops]).exit_code == CHANGES

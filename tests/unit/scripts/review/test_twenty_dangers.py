"""One plan with twenty dangerous changes is stopped at each of them, until all are allowed."""

import copy
from typing import Any

import pytest

from scripts.review.plan_review import CHANGES, STOPPED, review
from scripts.review.reports import as_json
from tests.configurations import PRODUCTION_WITH_CERTIFICATE
from tests.terraform.plan.cases.twenty import TWENTY
from tests.unit.scripts.review.synthesized_plans import planned, synthesized


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The plan of a production that is as its settings say, with all twenty in it."""
    stack = synthesized(PRODUCTION_WITH_CERTIFICATE, "production")
    made = copy.deepcopy(planned(stack, stack))
    for edit, _ in TWENTY.values():
        edit(made)
    return made


def test_each_is_told_by_its_kind(document: dict[str, Any]) -> None:
    result = review(document)
    assert len(TWENTY) == 20
    assert result.exit_code == STOPPED
    assert {item.address: item.kind for item in result.stopped} == {
        address: kind for address, (_, kind) in TWENTY.items()
    }
    assert set(as_json(result)["allow"]) == set(TWENTY)


@pytest.mark.parametrize("kept_back", TWENTY)
def test_nineteen_allowed_are_not_enough(document: dict[str, Any], kept_back: str) -> None:
    result = review(document, [each for each in TWENTY if each != kept_back])
    assert result.exit_code == STOPPED
    assert [item.address for item in result.stopped] == [kept_back]


def test_all_twenty_pass_by_name(document: dict[str, Any]) -> None:
    assert review(document, [*TWENTY]).exit_code == CHANGES

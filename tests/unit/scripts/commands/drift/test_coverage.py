"""A state that lacks what is configured is never "no drift"."""

from io import StringIO

import pytest
from rich.console import Console

from scripts.adoption.search import Foreign, Orphans
from scripts.commands.drift.comparison import nothing_compared
from scripts.commands.drift.coverage import Coverage
from scripts.commands.drift.report import as_json, as_markdown, print_comparison
from scripts.resources.facets.found import Found
from scripts.terraform.documents.component import Components

CONFIGURED = {
    "aws_vpc.one": {},
    "aws_sns_topic.old": {"name": "old"},
    "aws_sns_topic.new": {"name": "new"},
    "aws_sns_topic_subscription.old": {"topic_arn": "${aws_sns_topic.old.arn}"},
    "aws_sns_topic_subscription.new": {"topic_arn": "${aws_sns_topic.new.arn}"},
}


def coverage(*missing: str, orphans: Orphans | None = None) -> Coverage:
    """Of a state that holds all but `missing`."""
    held = frozenset(CONFIGURED) - set(missing)
    return Coverage("clinic", CONFIGURED, held, Components(), orphans or Orphans())


def test_a_whole_state_is_no_problem() -> None:
    assert coverage().problems == []


def test_settings_that_are_not_deployed_yet_are_no_problem() -> None:
    """AWS has no such topic, so that it has no subscription of it either."""
    assert coverage("aws_sns_topic.new", "aws_sns_topic_subscription.new").problems == []


@pytest.mark.parametrize(
    ("orphans", "said"),
    [
        (Orphans(adopted={"aws_vpc.one": Found("vpc-1", {})}), "aws_vpc.one is vpc-1"),
        (
            Orphans(foreign={"aws_vpc.one": Foreign("vpc-1", {"Environment": (None, "x")})}),
            "aws_vpc.one is taken: vpc-1 has no tag Environment (expected Environment=x)",
        ),
        (Orphans(doubled={"aws_vpc.one": ["vpc-1", "vpc-2"]}), "is one of vpc-1, vpc-2"),
        (Orphans(unsearched={"aws_vpc.one": "AccessDenied"}), "may exist: AccessDenied"),
    ],
    ids=["found", "foreign", "doubled", "unsearched"],
)
def test_what_the_state_forgot_is_a_problem(orphans: Orphans, said: str) -> None:
    (problem,) = coverage("aws_vpc.one", orphans=orphans).problems
    assert problem.startswith("The state of clinic holds 4 of 5 resources of the configuration.")
    assert said in problem
    assert "openemr deploy clinic imports it into the state" in problem


def test_what_cannot_be_looked_for_may_exist() -> None:
    (problem,) = coverage("aws_sns_topic_subscription.old").problems
    assert "aws_sns_topic_subscription.old may exist" in problem


@pytest.mark.parametrize(("held", "too_little"), [(0, True), (2, True), (3, False), (5, False)])
def test_far_less_than_configured_is_too_little(held: int, too_little: bool) -> None:
    covered = coverage(*list(CONFIGURED)[held:])
    assert covered.is_too_little is too_little
    assert any("nothing is known about drift" in each for each in covered.problems) is too_little


def test_no_report_of_an_empty_state_says_no_drift() -> None:
    nothing = nothing_compared(coverage(*CONFIGURED))
    console = Console(file=StringIO(), width=200)
    print_comparison(nothing, console)
    assert isinstance(console.file, StringIO)
    for text in (console.file.getvalue(), as_markdown(nothing)):
        assert "no drift" not in text
        assert "holds 0 of 5 resources" in text
    data = as_json(nothing)
    assert (data["drift"], data["compared"], data["configured"]) == (None, 0, 5)
    assert data["missing_in_state"] == sorted(CONFIGURED)
    assert data["problems"]

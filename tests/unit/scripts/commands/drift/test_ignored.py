"""Accepted drift: data with a reason, an owner and a day; faults are errors, all at once."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.acceptances import AcceptancesError
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.ignored import FILE, read_ignored, sort_out

TODAY = date(2026, 11, 25)
TOPIC = "aws_sns_topic.notifications_alarms_topic"
ENTRY = {
    "address": TOPIC,
    "attribute": "subscription",
    "value": "https://pager.example",
    "reason": "The paging service subscribes to the topic itself.",
    "owner": "platform team",
    "review": "2027-06-30",
}
FOUND = Finding(
    TOPIC, Event.ADDED, "subscription", "", "https https://pager.example/1", Severity.HIGH
)


def read(tmp_path: Path, content: Any) -> Any:
    """The entries of such a file."""
    file = tmp_path / "ignored.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_ignored(file)


def test_the_projects_own_file_is_sound() -> None:
    assert isinstance(read_ignored(FILE), tuple)


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, False),
        ({"attribute": "listener"}, True),
        ({"address": "aws_sns_topic.other"}, True),
        ({"value": "https://elsewhere"}, True),
        ({"value": ""}, False),
        ({"review": "2026-11-25"}, False),
        ({"review": "2026-11-24"}, True),
        ({"deployments": ["clinic"]}, False),
        ({"deployments": ["other"]}, True),
    ],
)
def test_an_entry_accepts_what_it_names_until_its_day(
    change: dict[str, Any], counts: bool, tmp_path: Path
) -> None:
    outcome = sort_out(read(tmp_path, [ENTRY | change]), "clinic", [FOUND], TODAY)
    assert (bool(outcome.findings), bool(outcome.ignored)) == (counts, not counts)


@pytest.mark.parametrize("attribute", ["tags", "tags.Owner"])
def test_an_attribute_is_named_by_path_or_first_name(attribute: str, tmp_path: Path) -> None:
    found = Finding("aws_vpc.v", Event.CHANGED, "tags.Owner", "", "me", Severity.LOW)
    entry = ENTRY | {"address": "aws_vpc.v", "attribute": attribute, "value": ""}
    assert sort_out(read(tmp_path, [entry]), "clinic", [found], TODAY).findings == ()


@pytest.mark.parametrize(("value", "counts"), [("me", False), ("you", True)])
def test_what_is_gone_is_named_by_the_value_that_it_had(
    value: str, counts: bool, tmp_path: Path
) -> None:
    found = Finding("aws_vpc.v", Event.CHANGED, "tags.Owner", "me", "", Severity.LOW)
    entry = ENTRY | {"address": "aws_vpc.v", "attribute": "tags", "value": value}
    outcome = sort_out(read(tmp_path, [entry]), "clinic", [found], TODAY)
    assert bool(outcome.findings) == counts


def test_expired_and_unused_entries_are_told(tmp_path: Path) -> None:
    entries = read(tmp_path, [ENTRY | {"review": "2026-01-01"}, ENTRY | {"value": "nobody"}])
    expired, unused = sort_out(entries, "clinic", [FOUND], TODAY).remarks
    assert "expired on 2026-01-01 (platform team)" in expired
    assert "'nobody' is not used (platform team)" in unused


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "Expecting"),
        ("{}", "must be a JSON list of objects"),
        (
            [ENTRY | {"adress": "x"}],
            "entry 1: key 'adress'; accepted: reason, owner",
        ),
        ([ENTRY | {"address": "aws_sns_topic.*"}], "entry 1: address is 'aws_sns_topic.*'"),
        ([ENTRY | {"reason": "because"}], "entry 1: reason is 'because'"),
        ([ENTRY | {"owner": " "}], "entry 1: owner is ' '"),
        ([ENTRY, ENTRY | {"review": "soon"}], "entry 2: review is 'soon'"),
        ([ENTRY | {"value": 5}], "entry 1: value is 5; accepted: a text"),
        ([ENTRY | {"deployments": "clinic"}], "entry 1: deployments is 'clinic'"),
    ],
)
def test_a_fault_is_an_error_that_names_it(content: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(AcceptancesError) as caught:
        read(tmp_path, content)
    assert said in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(AcceptancesError) as caught:
        read(tmp_path, [ENTRY | {"owner": ""}, ENTRY | {"review": "", "reason": ""}])
    assert len(str(caught.value).splitlines()) == 3

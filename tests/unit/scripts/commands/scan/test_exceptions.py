"""Exceptions that are invalid, expired or not needed fail the scan."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.acceptances import AcceptancesError
from scripts.commands.scan.exceptions import CHECK, apply_exceptions, read_exceptions
from scripts.commands.scan.finding import OWN, Finding
from scripts.terraform.documents.configuration import Configuration, read_configuration

TODAY = date(2026, 12, 1)
ADDRESS = "aws_rds_cluster.database_cluster"
FINDING = Finding("OEMR_18", ADDRESS, "port 3306", "The port.", OWN)
GOOD: dict[str, Any] = {
    "check": "OEMR_18",
    "addresses": [ADDRESS],
    "environments": ["production"],
    "reason": "Only the tasks' security group reaches the port.",
    "owner": "platform team",
    "review": "2027-06-30",
}


def _configuration(environment: str = "production") -> Configuration:
    tags = [{"default_tags": [{"tags": {"Environment": environment}}]}]
    document = {"provider": {"aws": tags}, "resource": {"aws_rds_cluster": {"x": {}}}}
    return read_configuration("test", json.dumps(document))


def _read(tmp_path: Path, *entries: dict[str, Any]) -> Any:
    file = tmp_path / "exceptions.json"
    file.write_text(json.dumps(entries))
    return read_exceptions(file)


def test_an_exception_accepts_its_finding_and_keeps_the_reason(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD)
    remaining, excepted = apply_exceptions(entries, _configuration(), [FINDING], TODAY)
    assert remaining == []
    assert [(each.finding, each.reason, each.owner) for each in excepted] == [
        (FINDING, GOOD["reason"], GOOD["owner"])
    ]


def test_an_exception_holds_on_its_review_date(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD | {"review": TODAY.isoformat()})
    remaining, excepted = apply_exceptions(entries, _configuration(), [FINDING], TODAY)
    assert (remaining, [each.finding for each in excepted]) == ([], [FINDING])


def test_an_exception_for_a_part_of_blue_is_one_for_the_same_part_of_green(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD)
    green = replace(FINDING, address="aws_rds_cluster.green_database_cluster")
    other = replace(FINDING, address="aws_rds_cluster.greener_database_cluster")
    remaining, excepted = apply_exceptions(entries, _configuration(), [green, other], TODAY)
    assert (remaining, [each.finding for each in excepted]) == ([other], [green])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "reason is ''; accepted: a sentence with the reason."),
        ({"reason": "because"}, "reason is 'because'; accepted: a sentence"),
        ({"reason": 5}, "reason is 5; accepted: a sentence"),
        ({"owner": " "}, "owner is ' '; accepted: the person responsible."),
        ({"review": ""}, "review is ''; accepted: a day such as 2027-06-30."),
        ({"review": "soon"}, "review is 'soon'; accepted: a day"),
        ({"check": ""}, "check is ''; accepted: the id of a check."),
        ({"addresses": []}, "addresses is []; accepted: a list of whole Terraform addresses"),
        ({"addresses": ADDRESS}, f"addresses is {ADDRESS!r}; accepted: a list"),
        ({"addresses": ["aws_rds_cluster.*"]}, "addresses is 'aws_rds_cluster.*'; accepted"),
        ({"addresses": [ADDRESS, "*"]}, "addresses is '*'; accepted: a list"),
        ({"environments": []}, "environments is []; accepted: a list of production"),
        ({"environments": ["all"]}, "environments is 'all'; accepted: a list of production"),
        ({"found": "port"}, "found is 'port'; accepted: a list of texts."),
        ({"chek": "x"}, "key 'chek'; accepted: reason, owner, review, check, addresses"),
    ],
)
def test_an_invalid_entry_is_refused_by_number_value_and_what_is_accepted(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(AcceptancesError) as refused:
        _read(tmp_path, GOOD, GOOD | change)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"--exceptions {tmp_path / 'exceptions.json'}: entry 2: {said}")


def test_all_invalid_entries_are_named_at_once(tmp_path: Path) -> None:
    without = {key: value for key, value in GOOD.items() if key != "owner"}
    with pytest.raises(AcceptancesError) as refused:
        _read(tmp_path, without, GOOD, GOOD | {"review": "", "addresses": ["*", "?"]})
    said = [line.partition("entry ")[2] for line in str(refused.value).splitlines()]
    assert said[0] == "1: owner is missing; accepted: the person responsible."
    assert [line.partition(";")[0] for line in said[1:]] == [
        "3: review is ''",
        "3: addresses is '*'",
        "3: addresses is '?'",
    ]


def test_an_expired_exception_is_a_finding_and_accepts_nothing(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD | {"review": "2026-11-30"})
    remaining, excepted = apply_exceptions(entries, _configuration(), [FINDING], TODAY)
    assert excepted == []
    assert FINDING in remaining
    (fault,) = [each.reason for each in remaining if each.check == CHECK]
    assert fault == "the exception from OEMR_18 expired on 2026-11-30"


@pytest.mark.parametrize(
    "change", [{"check": "OEMR_19"}, {"addresses": ["aws_rds_cluster.gone"]}], ids=str
)
def test_an_exception_that_nothing_needs_is_a_finding(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    entries = _read(tmp_path, GOOD | change)
    remaining, _ = apply_exceptions(entries, _configuration(), [FINDING], TODAY)
    assert FINDING in remaining
    assert any("is not used at" in each.reason for each in remaining if each.check == CHECK)


def test_an_exception_for_what_a_setting_decides_may_wait(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD | {"setting": "database.port"})
    remaining, _ = apply_exceptions(entries, _configuration(), [], TODAY)
    assert remaining == []


def test_an_exception_may_be_for_one_reason_only(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD | {"found": ["port"]})
    other = Finding("OEMR_18", ADDRESS, "no port at all", "The port.", OWN)
    remaining, excepted = apply_exceptions(entries, _configuration(), [FINDING, other], TODAY)
    assert remaining == [other]
    assert [each.finding for each in excepted] == [FINDING]


def test_an_evaluations_exception_does_not_help_production(tmp_path: Path) -> None:
    entries = _read(tmp_path, GOOD | {"environments": ["evaluation"]})
    remaining, excepted = apply_exceptions(entries, _configuration(), [FINDING], TODAY)
    assert (remaining, excepted) == ([FINDING], [])
    remaining, excepted = apply_exceptions(entries, _configuration("evaluation"), [FINDING], TODAY)
    assert (remaining, len(excepted)) == ([], 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [("{", "exceptions"), ("{}", "JSON list"), ("[1]", "list")],
)
def test_a_file_that_is_no_list_of_exceptions_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "exceptions.json"
    file.write_text(text)
    with pytest.raises(AcceptancesError, match=said):
        read_exceptions(file)

"""Exceptions that are faulty, expired or not needed fail the scan."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.scan.exceptions import (
    CHECK,
    ExceptionsError,
    apply_exceptions,
    read_exceptions,
)
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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": ""}, "has no reason"),
        ({"reason": "because"}, "has no reason"),
        ({"owner": ""}, "has no owner"),
        ({"review": "2026-11-30"}, "expired on 2026-11-30"),
        ({"review": ""}, "has no review date"),
        ({"review": "soon"}, "has no review date"),
        ({"addresses": []}, "does not name resources"),
        ({"addresses": ["aws_rds_cluster.*"]}, "does not name resources"),
        ({"addresses": ["*"]}, "does not name resources"),
        ({"environments": []}, "has other environments"),
        ({"environments": ["all"]}, "has other environments"),
    ],
)
def test_a_faulty_exception_is_a_finding_and_accepts_nothing(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    entries = _read(tmp_path, GOOD | change)
    remaining, excepted = apply_exceptions(entries, _configuration(), [FINDING], TODAY)
    assert excepted == []
    assert FINDING in remaining
    assert any(each.check == CHECK and said in each.reason for each in remaining)


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
    [("{", "exceptions"), ("{}", "JSON list"), ('[{"chek": "x"}]', "key 'chek'"), ("[1]", "list")],
)
def test_a_file_that_is_no_list_of_exceptions_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "exceptions.json"
    file.write_text(text)
    with pytest.raises(ExceptionsError, match=said.replace("[", r"\[")):
        read_exceptions(file)

"""`openemr plan --file`: a review without Terraform and credentials."""

import copy
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scripts.review.plan_review import review
from scripts.review.reports import as_json, as_markdown
from scripts.review.reports.markdown import MOST_CHARACTERS
from tests.configurations import PROJECT
from tests.unit.scripts.review.plans import change, plan

DATABASE, QUEUE = "aws_rds_cluster.database_cluster", "aws_vpc.network_vpc"
PROTECTED = {"id": "db", "deletion_protection": True, "tags": {}}
UNPROTECTED = {**PROTECTED, "deletion_protection": False}
HARMLESS = plan(change(QUEUE, {"tags": {"a": "b"}}, {"tags": {"a": "c"}}))
DANGEROUS = plan(
    change(DATABASE, PROTECTED, UNPROTECTED),
    change(QUEUE, {"tags": {}}, {"tags": {"a": "<b>@all"}}),
)


def _openemr(
    *arguments: str, typed: str | bytes = "", folder: Path = PROJECT
) -> "subprocess.CompletedProcess[str]":
    """The command, in an environment without credentials, Terraform or colours."""
    environment = {"PATH": "/nowhere", "HOME": str(folder), "COLUMNS": "120", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-E", "-m", "scripts", "plan", *arguments],
        cwd=PROJECT,
        env=environment | {"LANG": os.environ.get("LANG", "C.UTF-8")},
        input=typed.decode("latin-1") if isinstance(typed, bytes) else typed,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def write(document: Any) -> str:
        path = tmp_path / "plan.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return str(path)

    return write


def test_the_terminal_shows_what_stops_and_what_to_type(file: Any) -> None:
    answer = _openemr("--file", file(DANGEROUS))
    assert (answer.returncode, answer.stderr) == (3, "")
    text = answer.stdout
    assert text.index("Needs --allow") < text.index(DATABASE) < text.index(QUEUE)
    assert "lowers protection (deletion_protection): Deletion protection is off." in text
    assert "deletion_protection: true -> false" in text
    assert f"{DATABASE} updated  component unknown" in text
    assert text.rstrip().endswith(f"--allow {DATABASE}")


def test_an_allowed_plan_passes_and_harmless_ones_need_no_word(file: Any) -> None:
    assert _openemr("--file", file(DANGEROUS), "--allow", DATABASE).returncode == 2
    assert _openemr("--file", file(HARMLESS)).returncode == 2
    assert _openemr("--file", file(plan())).returncode == 0


def test_a_plan_comes_from_standard_input_as_well() -> None:
    answer = _openemr("--file", "-", "--json", typed=json.dumps(DANGEROUS))
    assert answer.returncode == 3
    assert json.loads(answer.stdout)["allow"] == [DATABASE]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "a JSON list"),
        ("PK\x03\x04 binary", "a plan in Terraform's own format"),
        ('{"version": 4, "serial": 2}', "a state"),
        ('{"format_version": "1.2", "errored": true, "resource_changes": []}', "could not comp"),
    ],
)
def test_what_cannot_be_judged_is_an_error(file: Any, text: str, said: str) -> None:
    answer = _openemr("--file", file(text), "--json")
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--file", "/no/such.json"], "--file /no/such.json: No such file or directory."),
        (["--file", "-", "clinic", "--destroy"], "so DEPLOYMENT does not apply."),
        (["--file", "-", "clinic", "--destroy"], "so --destroy does not apply."),
        (["--file", "-", "--json", "--markdown", "-"], "give --markdown a file"),
        (["--file", "-", "--markdown", "/no/such/folder/x.md"], "--markdown /no/such/folder/x.md"),
        (["--file", "-", "--allow", "aws_x.y"], "--allow aws_x.y: the plan does not change it."),
        (["--markdown", "--json", "--file", "-"], "give --markdown a file"),
        (["--fiel", "x"], "No such option"),
        (["nowhere"], "DEPLOYMENT 'nowhere' is not in cdktf.json"),
    ],
)
def test_wrong_options_end_with_1_and_name_what_is_wrong(arguments: list[str], said: str) -> None:
    answer = _openemr(*arguments, typed=json.dumps(HARMLESS))
    assert answer.returncode == 1
    assert said in answer.stderr + answer.stdout
    assert "Traceback" not in answer.stderr


def test_the_help_stands_alone() -> None:
    answer = _openemr("--help")
    words = ["--file", "--allow", "--destroy", "--out", "--json", "--markdown", "Exit codes"]
    assert [word for word in words if word not in answer.stdout] == []


@pytest.mark.parametrize("more", [["--markdown"], ["--markdown", "-"]])
def test_markdown_begins_with_the_worst_and_calls_nobody(file: Any, more: list[str]) -> None:
    answer = _openemr("--file", file(DANGEROUS), *more)
    assert answer.returncode == 3
    text = answer.stdout
    assert text.startswith("## Plan: Stopped: 1 change needs --allow.")
    assert text.index("<details open>") < text.index("<details><summary>")
    assert "```diff" in text
    assert f"--allow {DATABASE}" in text


def test_markdown_escapes_what_is_not_in_a_fence() -> None:
    removed = {"Statement": [{"Sid": "<b>@all", "Effect": "Deny", "Action": "*", "Resource": "*"}]}
    policy = {"id": "x", "policy": json.dumps(removed)}
    document = plan(change("aws_kms_key.one", policy, {**policy, "policy": '{"Statement": []}'}))
    outside = as_markdown(review(document)).split("```diff")[0]
    assert "&lt;b&gt;&#64;all" in outside


def test_markdown_fits_into_a_comment_however_large_the_plan() -> None:
    many = [
        change(f"aws_kms_key.key_{number}", {"id": "x", "description": "a" * 90}, None)
        for number in range(400)
    ]
    text = as_markdown(review(plan(*many)))
    assert len(text) < MOST_CHARACTERS
    assert "more changes do not fit here" in text
    assert text.startswith("## Plan: Stopped: 400 changes need --allow.")


def test_a_secret_stands_in_no_report() -> None:
    secret = "c0rrect-h0rse-battery"
    task = json.dumps([{"name": "web", "environment": [{"name": "DB_PASSWORD", "value": secret}]}])
    document = plan(
        change(
            "aws_secretsmanager_secret_version.one",
            {"id": "x", "secret_string": "old"},
            {"id": "x", "secret_string": secret},
        ),
        change(
            "aws_ecs_task_definition.one",
            {"id": "x", "container_definitions": "[]"},
            {"id": "x", "container_definitions": task},
        ),
        change("aws_x.y", {"a": "b"}, {"a": secret}, after_sensitive={"a": True}),
    )
    result = review(document)
    assert secret not in json.dumps(as_json(result))
    assert secret not in as_markdown(result)
    assert secret not in _openemr("--file", "-", typed=json.dumps(document)).stdout


def test_json_has_every_change_with_kind_reason_and_differences() -> None:
    metadata = {"//": {"metadata": {"path": "clinic/database/cluster"}}}
    kind, _, name = DATABASE.partition(".")
    reviewed = review(DANGEROUS, configuration={"resource": {kind: {name: metadata}}})
    found = {each["address"]: each for each in as_json(reviewed)["changes"]}
    assert found[DATABASE] == {
        "address": DATABASE,
        "type": "aws_rds_cluster",
        "action": "update",
        "component": "database",
        "file": "stacks/components/database/__init__.py",
        "kind": "lowers protection",
        "needs_allow": True,
        "allowed": False,
        "reasons": [
            {
                "kind": "lowers protection",
                "attribute": "deletion_protection",
                "reason": "Deletion protection is off.",
                "source": None,
            }
        ],
        "remarks": [],
        "replaced_because_of": [],
        "differences": [
            {
                "attribute": "deletion_protection",
                "before": "true",
                "after": "false",
                "lines": ["true -> false"],
            }
        ],
    }
    assert found[QUEUE]["kind"] is None


def test_a_large_plan_is_reviewed_in_a_moment() -> None:
    entry = change("aws_wafv2_web_acl.acl", {"rule": []}, {"rule": []}, actions=["no-op"])
    many = [{**copy.deepcopy(entry), "address": f"aws_wafv2_web_acl.acl{n}"} for n in range(400)]
    began = time.process_time()
    review(plan(*many, change(DATABASE, PROTECTED, None)))
    assert time.process_time() - began < 1

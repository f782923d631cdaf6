"""`openemr settings import`: recognition, exit codes, JSON, and what it writes into cdktf.json."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.settings.import_ import command
from scripts.commands.settings.import_.predecessors import PREDECESSORS
from stacks.app import synthesize
from stacks.settings import parse_settings
from tests.configurations import CERTIFICATE_ARN, LOCKED
from tests.unit.scripts.commands.settings.recorded import EXAMPLES, Example, tfvars

RUNNER = CliRunner()
WHOLE: dict[str, Any] = {
    "language": "python",
    "context": {
        "excludeStackIdFromLogicalIds": "true",
        "deployments": {"other": {"environment": "evaluation", "tags": {"City": "Zurich"}}},
    },
    "projectId": "Zürich",
}
EVALUATION = ("--set", "environment=evaluation")


@pytest.fixture
def cdktf_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    file = folder / "cdktf.json"
    file.write_text(json.dumps(WHOLE, indent=4, ensure_ascii=False) + "\n", encoding="utf-8")
    monkeypatch.setattr(command, "CDKTF_JSON", file)
    return file


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    return EXAMPLES[0].written(tmp_path)


def run(*arguments: str | Path) -> Any:
    return RUNNER.invoke(app, ["settings", "import", *map(str, arguments)])


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_each_example_is_recognised(cdktf_json: Path, tmp_path: Path, example: Example):
    before = cdktf_json.read_bytes()
    answer = run(example.written(tmp_path), *EVALUATION, "--json")
    assert answer.exit_code == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["predecessor"] == example.predecessor.name
    assert {*example.values} <= {each["key"] for each in told["keys"]}
    assert "unknown" not in {each["outcome"] for each in told["keys"]}
    assert (told["problems"], told["written"]) == ([], False)
    assert cdktf_json.read_bytes() == before


@pytest.mark.usefixtures("cdktf_json")
def test_all_examples_synthesize_as_evaluation_and_as_production(tmp_path: Path):
    deployments = {}
    for number, example in enumerate(EXAMPLES):
        file = example.written(tmp_path)
        as_production = [f"certificate_arn={CERTIFICATE_ARN}", "region=us-west-2"]
        as_production.append("environment=production")
        for name, sets in ((f"e{number}", [EVALUATION[1]]), (f"p{number}", as_production)):
            answer = run(file, "--json", *(f"--set={each}" for each in sets))
            assert answer.exit_code == 0, (str(example), answer.stderr)
            deployments[name] = json.loads(answer.stdout)["settings"]
    settings = parse_settings({"deployments": deployments}, LOCKED)
    synthesize(settings, str(tmp_path / "out"))
    made = {each.parent.name for each in (tmp_path / "out").glob("stacks/*/cdk.tf.json")}
    assert made == set(deployments)


@pytest.mark.usefixtures("cdktf_json")
@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if each.predecessor.name == "eks"], ids=str
)
def test_variables_as_json_are_the_same(tmp_path: Path, example: Example):
    as_json = tmp_path / "terraform.tfvars.json"
    as_json.write_text(json.dumps(example.values), encoding="utf-8")
    one = json.loads(run(example.written(tmp_path), "--json").stdout)
    other = json.loads(run(as_json, "--json").stdout)
    assert {**one, "file": ""} == {**other, "file": ""}


def test_the_deployment_is_added_and_all_else_stays(cdktf_json: Path, seed: Path):
    answer = run(seed, "--as", "clinic", "--write", *EVALUATION)
    assert answer.exit_code == 0, answer.stderr
    text = cdktf_json.read_text(encoding="utf-8")
    added = json.loads(text)
    clinic = added["context"]["deployments"].pop("clinic")
    assert added == WHOLE
    assert list(json.loads(text)["context"]["deployments"]) == ["other", "clinic"]
    assert clinic == {
        "region": "us-west-2",
        "environment": "evaluation",
        "security_group_ip_range": None,
    }
    assert '\n    "projectId": "Zürich"\n' in text
    assert [each.name for each in cdktf_json.parent.iterdir()] == ["cdktf.json"]
    assert f"Added clinic to {cdktf_json}" in answer.stderr


def test_a_name_that_is_taken_is_refused_also_by_the_same_import(cdktf_json: Path, seed: Path):
    assert run(seed, "--as", "clinic", "--write", *EVALUATION).exit_code == 0
    before = cdktf_json.read_bytes()
    for options in (["--write"], []):
        answer = run(seed, "--as", "clinic", *EVALUATION, *options)
        assert answer.exit_code == 2
        assert "--as clinic: cdktf.json has that deployment" in answer.stderr
        assert "other, clinic" in answer.stderr
    assert cdktf_json.read_bytes() == before


WRONG = {
    "security_group_ip_range": "everybody",
    "openemr_service_fargate_minimum_capacity": 0,
    "openemr_service_fargate_maximum_capacity": "many",
    "certificate_arn": "arn:aws:acm:nowhere",
}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        # Production, and neither certificate nor domain.
        (["--as", "clinic", "--write"], 'environment: received "production"'),
        (["--as", "Clinic", "--write", *EVALUATION], "deployment's name must be lower-case"),
        (["--write", *EVALUATION], "--write: accepted: with --as NAME"),
        (["--set", "environment=prod"], 'environment: received "prod"'),
        (["--set", "environment"], "--set environment: accepted: SETTING=VALUE"),
        (["--set", "=hunter2"], "--set : accepted: SETTING=VALUE"),
        (["--set", "password=hunter2"], "--set password: accepted: the path of a setting"),
        (["--set", "region=AKIAIOSFODNN7EXAMPLE"], "--set region: accepted: no secret"),
        (["--set", "domain=null", "--set", "domain.name=a.example"], "accepted: each setting once"),
        (["--from", "eks"], "--from eks: received a cdk.json; accepted:"),
        (["--from", "nobody"], "Invalid value for '--from'"),
    ],
)
def test_what_is_wrong_writes_nothing(cdktf_json: Path, seed: Path, options: list[str], said: str):
    before = cdktf_json.read_bytes()
    answer = run(seed, *options)
    assert answer.exit_code == 2
    assert said in answer.output
    assert "hunter2" not in answer.output
    assert cdktf_json.read_bytes() == before


def test_all_problems_are_told_at_once_and_nothing_is_written(cdktf_json: Path, tmp_path: Path):
    before = cdktf_json.read_bytes()
    file = tmp_path / "cdk.json"
    file.write_text(json.dumps({"context": WRONG}), encoding="utf-8")
    answer = run(file, "--as", "clinic", "--write", "--json")
    assert answer.exit_code == 2
    problems = json.loads(answer.stdout)["problems"]
    told = {each.partition(":")[0].rpartition(".")[2] for each in problems}
    assert set(WRONG) <= told
    assert [each for each in problems if each not in answer.stderr] == []
    assert json.loads(answer.stdout)["written"] is False
    assert cdktf_json.read_bytes() == before


@pytest.mark.usefixtures("cdktf_json")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "received Terraform variables with keys of no single predecessor"),
        ("{", "must be JSON"),
        ('{"context": {"a": 1, "a": 2}}', "duplicate key: a"),
        ('{"a": NaN}', "NaN is no number"),
        ("[" * 5000, "line 1: accepted: the name of a variable"),
        ('{"a": ' * 5000, "must be JSON"),
        ('{"context": {}}', "received a cdk.json with keys of no single predecessor"),
        ('{"context": {"enable_ecs_exec": "true"}}', "keys of no single predecessor"),
        (
            '{"context": {"security_group_ip_range": null, "open_smtp_port": "true"}}',
            "keys of seed and of fargate",
        ),
        ('{"context": {"deployments": {}}}', "received a cdktf.json, which needs no import"),
        ("something = else", "line 1: accepted as a value"),
        ("\x00", "line 1: not readable"),
    ],
)
def test_files_of_no_known_kind_are_refused_with_those_that_are(
    tmp_path: Path, text: str, said: str
):
    file = tmp_path / "given"
    file.write_text(text, encoding="utf-8")
    answer = run(file)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert str(file) in answer.stderr
    if "predecessor" in said or "keys of" in said:
        assert [
            name for name in PREDECESSORS if f"\n  --from {name}: a " not in answer.stderr
        ] == []


@pytest.mark.usefixtures("cdktf_json")
@pytest.mark.parametrize(
    ("option", "written"),
    [
        ("account_id=123456789012", {"account_id": "123456789012"}),
        ('account_id="123456789012"', {"account_id": "123456789012"}),
        ("account_id=null", {"account_id": None}),
        ("database.readers=2", {"database": {"readers": 2}}),
        ("database.min_capacity_acu=0.5", {"database": {"min_capacity_acu": 0.5}}),
        ('cache={"max_data_storage_gb": 7}', {"cache": {"max_data_storage_gb": 7}}),
        ('clients.ipv6_cidrs=["2001:db8::/48"]', {"clients": {"ipv6_cidrs": ["2001:db8::/48"]}}),
    ],
)
def test_set_takes_json_and_text(seed: Path, option: str, written: dict[str, Any]):
    answer = run(seed, "--json", *EVALUATION, "--set", option)
    assert answer.exit_code == 0, answer.stderr
    made = json.loads(answer.stdout)["settings"]
    assert made == made | written


@pytest.mark.usefixtures("cdktf_json")
def test_files_that_cannot_be_read_are_refused(tmp_path: Path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name, why in (("missing", "No such file"), (".", "directory"), ("binary", "not UTF-8")):
        answer = run(tmp_path / name)
        assert answer.exit_code == 2
        assert why in answer.stderr


@pytest.mark.usefixtures("cdktf_json")
def test_from_names_the_predecessor_where_keys_do_not(tmp_path: Path):
    file = tmp_path / "cdk.json"
    file.write_text('{"context": {"enable_ecs_exec": true}}', encoding="utf-8")
    made = {
        name: json.loads(run(file, "--from", name, "--json", *EVALUATION).stdout)["settings"]
        for name in ("seed", "fargate", "ecs")
    }
    # A JSON true was off in the first two, which compared it with a string.
    assert {name: each.get("enable_ecs_exec") for name, each in made.items()} == {
        "seed": False,
        "fargate": False,
        "ecs": None,
    }


@pytest.mark.parametrize("fails", ["write_text", "replace"])
def test_a_cdktf_json_that_cannot_be_written_ends_with_1(
    cdktf_json: Path, seed: Path, monkeypatch: pytest.MonkeyPatch, fails: str
):
    before = cdktf_json.read_bytes()

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, fails, refuse)
    answer = run(seed, "--as", "clinic", "--write", *EVALUATION)
    assert answer.exit_code == 1
    assert "cannot be written (Read-only file system); it is as it was" in answer.stderr
    assert answer.stdout == ""
    assert cdktf_json.read_bytes() == before


@pytest.mark.parametrize("text", ["{", "[]", '{"context": 1}', '{"context": {"deployments": 1}}'])
def test_a_broken_cdktf_json_is_refused(cdktf_json: Path, seed: Path, text: str):
    cdktf_json.write_text(text, encoding="utf-8")
    answer = run(seed, "--as", "clinic", "--write", *EVALUATION)
    assert answer.exit_code == 2
    assert "cdktf.json" in answer.stderr or "context" in answer.stderr
    assert cdktf_json.read_text(encoding="utf-8") == text


def test_a_project_without_deployments_gets_its_first(cdktf_json: Path, seed: Path):
    cdktf_json.write_text('{"context": {}}\n', encoding="utf-8")
    assert run(seed, "--as", "clinic", "--write", *EVALUATION).exit_code == 0
    assert list(json.loads(cdktf_json.read_text())["context"]["deployments"]) == ["clinic"]


@pytest.mark.usefixtures("cdktf_json")
def test_the_text_tells_the_gravest_first_and_nothing_of_unknown_values(tmp_path: Path):
    values = {
        "aws_region": "eu-west-1",
        "environment": "testing",
        "audit_logs_retention_days": 14,
        "enable_patient_portal": True,
        "db_password": "hunter2",
    }
    file = tmp_path / "terraform.tfvars"
    file.write_text(tfvars(values), encoding="utf-8")
    answer = run(file)
    assert answer.exit_code == 0
    headings = [line for line in answer.stdout.splitlines() if line and line[0] not in " {}"]
    assert headings == [
        f"{file}, settings of openemr/openemr-on-eks",
        "Unknown keys, not written (1)",
        "Not supported (1)",
        "Taken over, but protects less than the default here (1)",
        "Converted (1)",
        "Renamed (1)",
        "Left out of the file: the predecessor's default (6)",
        "Not in the file",
        "In cdktf.json, under context.deployments:",
    ]
    assert "  db_password: no key of this predecessor\n" in answer.stdout
    assert "hunter2" not in answer.output

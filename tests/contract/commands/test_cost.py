"""The verb `cost` as a user calls it: answers, messages, exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scripts.commands.app import app
from scripts.project import ROOT
from scripts.terraform.synthesis import SynthesisError
from tests.synthesized import Stack
from tests.unit.scripts.pricing.bench import SERVICE, altered, write


def run(*arguments: str) -> Result:
    """`openemr cost ARGUMENTS`."""
    return CliRunner().invoke(app, ["cost", *arguments])


def answer(*arguments: str) -> Any:
    """What it says as JSON."""
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def production_file(stacks: list[Stack]) -> Path:
    """The cdk.tf.json of a production deployment with a domain."""
    return next(
        stack.file
        for stack in stacks
        if stack.configuration == "production_with_domain" and stack.is_deployment
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A service of two tasks."""
    return write(tmp_path / "two", SERVICE)


def test_a_file_is_priced_without_loading_what_takes_long(production_file: Path):
    """Neither CDKTF nor boto3 nor Checkov, and no connection: the estimate takes a moment."""
    done = subprocess.run(
        [sys.executable, "-E", "-X", "importtime", "-m", "scripts", "cost", str(production_file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "scripts.pricing.estimate" in loaded
    assert not {"cdktf", "jsii", "boto3", "botocore", "checkov", "requests"} & loaded
    assert "Total" in done.stdout
    assert "aurora" not in done.stdout.splitlines()[0]


def test_the_table_groups_by_component_with_the_dearest_first(production_file: Path):
    done = run(str(production_file))
    assert done.exit_code == 0
    assert "production (production) in us-west-2, dollars a month" in done.stdout
    names = [line.split()[0] for line in done.stdout.splitlines() if line.split()]
    assert names.index("database") < names.index("network") < names.index("credentials")
    assert "assumed, not confirmed" in done.stdout
    assert "Not in it: the free tier" in done.stdout


def test_verbose_shows_every_address_price_source_and_assumption(production_file: Path):
    done = run(str(production_file), "--verbose", "--markdown")
    assert "aws_nat_gateway.network_nat_2: NAT gateway (730 h)" in done.stdout
    assert "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AWSELB/" in done.stdout
    assert "2026-09-03" in done.stdout
    assert "| web_requests_millions |" in done.stdout
    assert "aws_vpc.network_vpc | VPCs are free." in done.stdout


def test_json_has_every_charge_with_its_source(production_file: Path):
    (found,) = answer(str(production_file))["estimates"]
    assert found["currency"] == "USD"
    assert found["region"] == "us-west-2"
    total = sum(charge["monthly"]["typical"] for charge in found["charges"])
    assert found["monthly"]["typical"] == pytest.approx(total, abs=0.01)
    nat = next(
        each for each in found["charges"] if each["address"] == "aws_nat_gateway.network_nat_1"
    )
    assert nat["component"] == "network"
    assert nat["quantity"] == {"low": 730.0, "typical": 730.0, "high": 730.0}
    assert nat["unit_price"]["usd"] == 0.045
    assert nat["unit_price"]["date"] == "2026-09-03"
    assert nat["unit_price"]["source"].endswith("/AmazonEC2/current/us-west-2/index.json")
    assert {"address": "aws_vpc.network_vpc", "reason": "VPCs are free."} in found["free"]
    assert found["assumptions"]["web_gb"]["sentence"]


def test_all_deployments_of_cdktf_json_by_default():
    names = [each["name"] for each in answer()["estimates"]]
    assert names == list(json.loads((ROOT / "cdktf.json").read_text())["context"]["deployments"])


def test_a_folder_is_summed_up(production_file: Path):
    done = run(str(production_file.parents[1]))
    assert done.exit_code == 0
    assert "All of them" in done.stdout
    assert "remote-state" in done.stdout


def test_another_region_and_other_assumptions(file: Path, tmp_path: Path):
    changes = tmp_path / "changes.json"
    changes.write_text('{"cross_zone_gb": 0}')
    base = ["--assume", "extra_tasks=0", "--assumptions", str(changes)]
    (here,) = answer(str(file), *base)["estimates"]
    (there,) = answer(str(file), *base, "--region", "eu-central-1")["estimates"]
    assert here["monthly"]["typical"] == pytest.approx(57.67, abs=0.01)
    assert there["monthly"]["typical"] == pytest.approx(66.33, abs=0.01)  # 54.385 + 11.943
    assert there["region"] == "eu-central-1"
    assert "Assumptions of its own: extra_tasks 0, cross_zone_gb 0" in run(str(file), *base).stdout


def test_two_deployments_are_compared(file: Path, tmp_path: Path):
    larger = altered(SERVICE, "aws_appautoscaling_target", "target", min_capacity=4)
    other = write(tmp_path / "four", larger)
    data = answer(str(file), "--compare", str(other), "--assume", "extra_tasks=0")
    assert data["difference"]["typical"] == pytest.approx(57.67, abs=0.01)
    assert data["charges"][0]["why"] == "1,460 against 2,920 vCPU-hour"
    done = run(str(file), "--compare", str(other))
    assert done.exit_code == 0
    assert "two against four, dollars a month" in done.stdout
    assert "Total, high usage" in done.stdout


def test_a_deployment_is_compared_with_a_profile(file: Path):
    data = answer(str(file), "--compare", "profile:small")
    assert data["second"]["name"] == "small"
    assert data["second"]["environment"] == "production"
    assert data["difference"]["low"] > 0


def test_profiles_are_shown_together_and_each_alone():
    profiles = answer("--profiles")["profiles"]
    assert [each["name"] for each in profiles] == ["evaluation", "small", "production", "large"]
    assert profiles[0]["monthly"]["typical"] < 100
    (alone,) = answer("--profile", "evaluation")["estimates"]
    assert alone["monthly"] == profiles[0]["monthly"]
    assert "evaluation" in run("--profiles").stdout


def test_a_profiles_settings_are_ready_for_cdktf_json():
    done = run("--profile", "evaluation", "--settings")
    assert done.exit_code == 0
    settings = json.loads(done.stdout)
    assert settings["evaluation"]["network"] == {"nat_gateways": "none"}
    assert answer("--profile", "evaluation", "--settings") == settings


def test_the_predecessors_sum_and_ours_beside_it():
    data = answer("--predecessor")
    assert data["stated"] == 239.32
    assert data["reproduced"] == pytest.approx(239.32, rel=0.01)
    assert data["comparison"]["second"]["name"] == "production"
    done = run("--predecessor", "profile:small")
    assert done.exit_code == 0
    assert "Its README states $239.32" in done.stdout
    assert "predecessor against small" in done.stdout
    assert "Counted as the predecessor counts" in done.stdout


def test_a_resource_type_without_a_price_ends_with_2(tmp_path: Path):
    file = write(tmp_path / "odd", {"aws_instance": {"web": {}}, "aws_vpc": {"v": {}}})
    done = run(str(file))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == "odd: aws_instance.web: no price for resource type aws_instance\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "DEPLOYMENT 'nowhere' is neither in cdktf.json nor a file or folder."),
        (["./nowhere.json"], "no such file or folder"),
        (["FILE", "--region", "eu-north-1"], "no prices for Region 'eu-north-1'; there are tables"),
        (["FILE", "--assume", "web_gib=1"], "assumption 'web_gib' is unknown. Did you mean web_gb"),
        (["FILE", "--assume", "web_gb"], "--assume 'web_gb': accepted: name=value"),
        (["FILE", "--assumptions", "/nowhere"], "--assumptions /nowhere: "),
        (["FILE", "--compare", "nowhere"], "'nowhere' is neither"),
        (["FILE", "--profile", "tiny"], "profile 'tiny' is unknown. Accepted: evaluation, small"),
        (["profile:tiny"], "profile 'tiny' is unknown"),
        (["--compare", "FILE"], "--compare needs one DEPLOYMENT"),
        (["FILE", "--compare", "FILE", "--profiles"], "--compare and --profiles: accepted: one"),
        (["FILE", "--profiles"], "--profiles takes no DEPLOYMENT"),
        (["FILE", "--settings"], "--settings needs --profile NAME"),
        (["FILE", "FILE", "--predecessor"], "--predecessor compares with one DEPLOYMENT"),
        (["--document", "--region", "us-east-1"], "--document: accepted without --region"),
        (["FILE", "--json", "--markdown"], "--json and --markdown: accepted: one of them"),
        (["FILE", "--zzz"], "No such option"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_accepted(
    arguments: list[str], said: str, file: Path
):
    done = run(*(str(file) if each == "FILE" else each for each in arguments))
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert "Traceback" not in done.output


@pytest.mark.parametrize(("said_by_main", "exit_code"), [(2, 2), (1, 1)])
def test_settings_that_are_wrong_are_told_as_synthesis_tells_them(
    said_by_main: int, exit_code: int, monkeypatch: pytest.MonkeyPatch
):
    def fail(_: Path) -> None:
        raise SynthesisError(said_by_main, "context.deployments.clinic.region: received\n")

    monkeypatch.setattr("scripts.terraform.subjects.synthesize", fail)
    done = run()
    assert done.exit_code == exit_code
    assert done.stderr == "context.deployments.clinic.region: received\n"


def test_a_file_of_another_kind_ends_with_2(tmp_path: Path):
    file = tmp_path / "notes.json"
    file.write_text("{")
    done = run(str(file))
    assert done.exit_code == 2
    assert "neither Terraform JSON nor the output of" in done.stderr


@pytest.mark.parametrize("content", ["{}", '{"resource": {}}', '{"values": {"root_module": {}}}'])
def test_a_file_without_resources_is_not_free_but_wrong(content: str, tmp_path: Path):
    file = tmp_path / "state.json"
    file.write_text(content)
    done = run(str(file))
    assert done.exit_code == 2
    assert "state: no resource in it; accepted: a cdk.tf.json" in done.stderr


def test_help_stands_alone_and_names_the_exit_codes():
    done = run("--help")
    assert done.exit_code == 0
    words = " ".join(done.stdout.replace("│", " ").split())
    assert "Exit codes: 0 done; 2 wrong options or settings" in words
    for option in ("--compare", "--profiles", "--predecessor", "--region", "--assume", "--json"):
        assert option in words


def test_a_configuration_without_a_region_needs_one(tmp_path: Path):
    file = tmp_path / "cdk.tf.json"
    file.write_text('{"resource": {"aws_eip": {"a": {}}}}')
    done = run(str(file))
    assert done.exit_code == 2
    assert "the provider has no Region; there are tables for" in done.stderr
    (found,) = answer(str(file), "--region", "us-east-2")["estimates"]
    assert found["monthly"]["typical"] == pytest.approx(3.65)

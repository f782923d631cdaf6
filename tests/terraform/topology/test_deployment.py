"""An evaluation on an embedded AWS: applied, unchanged, free of secrets, and removed."""

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from scripts.commands.scan import project_policies
from scripts.commands.scan.exceptions import apply_exceptions, read_exceptions
from scripts.commands.scan.unjudged import AFTER_APPLY, unjudged
from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Completed
from scripts.terraform.documents.planned_configuration import read_planned_configuration
from scripts.terraform.run import PLAN_FILE
from stacks.components.application.container import program
from tests.contract.embedded_aws.account import Account
from tests.terraform.deployed import FIREWALL
from tests.terraform.topology.conftest import Applied
from tests.terraform.topology.inventory import inventory
from tests.terraform.topology.workshop import STATE, copy_of_stack

# Beside the two commands, in the containers' environment.
FILES = (
    "install.php",
    "keys.php",
    "upgrade.awk",
    "apache.conf",
    "background.php",
    "companion.sh",
    "twig.php",
)

pytestmark = pytest.mark.terraform

NO_CHANGES = 0
PASSWORDS = ("Password.password", "Application.database_password", "Application.cache_password")


def secret_values(applied: Applied) -> dict[str, str]:
    """Every password in the account: name of the secret and key in it -> password."""
    client = applied.account.client("secretsmanager")
    found: dict[str, str] = {}
    for secret in client.list_secrets()["SecretList"]:
        text = client.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        passwords = {k: v for k, v in json.loads(text).items() if k.endswith("password")}
        found |= {f"{secret['Name']}.{key}": value for key, value in passwords.items()}
    return found


def test_more_than_100_resources_are_applied(applied: Applied):
    log = (applied.terraform.directory / "logs" / "apply.log").read_text(encoding="utf-8")
    made = log.count("Creation complete after")
    assert made == sum(1 for _ in applied.stack.every()) > 100


@pytest.fixture(scope="module")
def second_plan(applied: Applied) -> Completed:
    return applied.terraform.plan("-detailed-exitcode", log_name="second-plan")


def test_a_second_plan_is_empty(second_plan: Completed):
    assert second_plan.exit_code == NO_CHANGES, second_plan.changes or second_plan.errors


def test_a_scan_of_that_plan_finds_nothing_in_arns_that_are_known_by_now(
    applied: Applied, second_plan: Completed
):
    """Where a configuration refers to resources, and a first plan knows nothing yet."""
    assert second_plan.exit_code == NO_CHANGES
    configuration = read_planned_configuration("evaluation", applied.terraform.show(PLAN_FILE))
    findings = project_policies.check(configuration)
    remaining, _ = apply_exceptions(read_exceptions(), configuration, findings, date(2026, 12, 1))
    # One rule of its ten is here; test_plan_scan.py has them all.
    assert [str(each) for each in remaining if each.address != FIREWALL] == []
    assert AFTER_APPLY not in {each.reason for each in unjudged(configuration)}


def test_a_restored_account_plans_empty_too_however_many_tasks_the_scaler_wants(
    applied: Applied, tmp_path: Path
):
    """What later tests of drift and failures start from."""
    outputs = applied.terraform.output()
    cluster, service = outputs["cluster_name"]["value"], outputs["service_name"]["value"]
    with EmbeddedAws(restore_from=applied.snapshot, auth=True) as aws:
        ecs = Account(aws).client("ecs")
        ecs.update_service(cluster=cluster, service=service, desiredCount=5)
        terraform = copy_of_stack(applied.stack, tmp_path / "work", aws)
        (tmp_path / "work" / STATE).write_text(applied.state)
        plan = terraform.plan("-detailed-exitcode")
    assert plan.exit_code == NO_CHANGES, plan.changes or plan.errors


def test_every_output_has_a_value_and_none_is_sensitive(applied: Applied):
    outputs = applied.terraform.output()
    assert outputs.keys() == applied.stack.json["output"].keys()
    for name, output in outputs.items():
        assert output["sensitive"] is False, name
        assert output["value"], name
    assert re.fullmatch(r"http://[\w.-]+", outputs["application_url"]["value"])


def test_each_secret_was_generated(applied: Applied):
    values = secret_values(applied)
    own = {f"/openemr/{applied.stack.name}/{role}" for role in PASSWORDS}
    assert values.keys() >= own
    assert len(values) == len(own) + 1, "the fourth is RDS's own, of the master user"
    assert len(set(values.values())) == len(values)
    for name in own:
        assert re.fullmatch(r"[A-Za-z0-9]{32}", values[name]), name


def test_no_secret_stands_in_state_plan_or_log(applied: Applied):
    # features.md K1, C2. The saved plan is an archive that holds the state as well.
    folder = applied.terraform.directory
    with zipfile.ZipFile(folder / PLAN_FILE) as plan:
        texts = {f"plan/{name}": plan.read(name) for name in plan.namelist()}
    texts |= {
        "plan as JSON": json.dumps(applied.terraform.show(PLAN_FILE)).encode(),
        "state as JSON": json.dumps(applied.terraform.show()).encode(),
    }
    for file in (file for file in folder.rglob("*") if file.is_file() and file.suffix != ".tfplan"):
        if ".terraform" not in file.parts:
            texts[str(file.relative_to(folder))] = file.read_bytes()
    assert {STATE, "logs/apply.log", "plan/tfstate", "plan/tfplan"} <= texts.keys()
    for secret, value in secret_values(applied).items():
        for name, text in texts.items():
            assert value.encode() not in text, f"{name} holds the value of {secret}"


def test_the_search_for_secrets_would_find_them(applied: Applied):
    """Secrets are where they belong: the emulator's own state has them."""
    values = secret_values(applied).values()
    kept = [file.read_bytes() for file in applied.snapshot.rglob("*") if file.is_file()]
    assert all(any(value.encode() in text for text in kept) for value in values)


def test_ecs_received_the_programs_as_they_are(applied: Applied):
    """Through Terraform's templates, which have a meaning of their own for `${`."""
    ecs = applied.account.client("ecs")
    (arn,) = ecs.list_task_definitions()["taskDefinitionArns"]
    task = ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
    containers = task["containerDefinitions"]
    commands = {each["name"]: each["command"] for each in containers}
    assert commands == {"bootstrap": [program("bootstrap.sh")], "openemr": [program("serve.sh")]}
    told = {each["name"]: each["value"] for of in containers for each in of["environment"]}
    for file in FILES:
        assert told[file.replace(".", "_").upper()] == program(file)


def test_destroy_leaves_nothing(applied: Applied):
    """Last in this file: the tests above need the deployment."""
    destroyed = applied.terraform.destroy()
    assert destroyed.exit_code == 0, destroyed.errors
    assert inventory(applied.account) - applied.before == set()
    assert applied.terraform.show().get("values") is None

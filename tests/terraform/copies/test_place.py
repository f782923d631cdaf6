"""The stack of a deployment's copies is planned, deployed, scanned and destroyed by its name."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.commands.scan.settings_at_hand import with_settings
from scripts.terraform.subjects import find_subjects
from tests.terraform.checkout import OUTPUT, Checkout
from tests.terraform.deployed import PRODUCTION, Deployed

pytestmark = pytest.mark.terraform

REGION = "eu-west-1"
PLACE = f"{PRODUCTION}-{REGION}"
VAULT, SOURCE = f"openemr-{PLACE}-vault", f"openemr-{PRODUCTION}-vault"
TO_DEPLOY = ("--yes", "--allow", "aws_backup_plan.backup_plan")


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A production whose settings name a place of copies, which is not deployed yet."""
    folder = tmp_path_factory.mktemp("copies") / "checkout"
    with clinic.checkout.copy(folder, clinic.account) as found:
        file = found.directory / "cdktf.json"
        document = json.loads(file.read_text(encoding="utf-8"))
        settings = document["context"]["deployments"][PRODUCTION]
        settings["backup"] = {"copies": [{"region": REGION}]}
        file.write_text(json.dumps(document), encoding="utf-8")
        yield found


@pytest.fixture(scope="module")
def both(checkout: Checkout) -> Checkout:
    """The same after the place and then the deployment were deployed."""
    for name, options in ((PLACE, ("--yes",)), (PRODUCTION, TO_DEPLOY)):
        done = checkout.openemr("deploy", name, *options)
        assert done.returncode == 0, done.stdout + done.stderr
    return checkout


def _points(checkout: Checkout) -> list[dict[str, Any]]:
    there = checkout.account.client("backup", REGION)
    found = there.list_recovery_points_by_backup_vault(BackupVaultName=VAULT)
    return list(found["RecoveryPoints"])


def test_copies_to_a_further_region_need_a_word(checkout: Checkout) -> None:
    refused = checkout.openemr("plan", PRODUCTION)
    assert refused.returncode == 3
    assert "--allow aws_backup_plan.backup_plan" in refused.stdout


@pytest.mark.parametrize("name", [PRODUCTION, PLACE])
def test_nothing_is_left_to_do_and_nothing_has_drifted(both: Checkout, name: str) -> None:
    for command in ("doctor", "plan", "drift"):
        answer = both.openemr(command, name)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_no_policy_of_the_scan_objects(both: Checkout) -> None:
    output = both.directory / OUTPUT / "stacks"
    found = find_subjects([str(output / name) for name in (PRODUCTION, PLACE)])
    # The deployment's web ACL has one rule of ten here, of which its own tests tell.
    place = next(each for each in with_settings(found, None) if each.name == PLACE)
    assert [f"{each.address} {each.reason}" for each in project_policies.check(place)] == []


def test_a_copy_lands_in_the_vault_there_under_its_key(both: Checkout) -> None:
    backup = both.account.client("backup")
    (plan,) = backup.list_backup_plans()["BackupPlansList"]
    rules = backup.get_backup_plan(BackupPlanId=plan["BackupPlanId"])["BackupPlan"]["Rules"]
    (daily,) = (rule for rule in rules if rule["RuleName"] == "daily")
    (action,) = daily["CopyActions"]
    (selected,) = backup.list_backup_selections(BackupPlanId=plan["BackupPlanId"])[
        "BackupSelectionsList"
    ]
    chosen = backup.get_backup_selection(
        BackupPlanId=plan["BackupPlanId"], SelectionId=selected["SelectionId"]
    )["BackupSelection"]
    for arn in chosen["Resources"]:
        job = backup.start_backup_job(
            BackupVaultName=SOURCE,
            ResourceArn=arn,
            IamRoleArn=chosen["IamRoleArn"],
            Lifecycle=daily["Lifecycle"],
        )
        backup.start_copy_job(
            RecoveryPointArn=job["RecoveryPointArn"],
            SourceBackupVaultName=SOURCE,
            DestinationBackupVaultArn=action["DestinationBackupVaultArn"],
            IamRoleArn=chosen["IamRoleArn"],
            Lifecycle=action["Lifecycle"],
        )
    vault = both.account.client("backup", REGION).describe_backup_vault(BackupVaultName=VAULT)
    assert {each["ResourceType"] for each in _points(both)} == {"Aurora", "EFS"}
    assert {each["EncryptionKeyArn"] for each in _points(both)} == {vault["EncryptionKeyArn"]}
    assert vault["Locked"]


def test_commands_about_openemr_say_that_none_runs_there(both: Checkout) -> None:
    answer = both.openemr("open", PLACE)
    assert answer.returncode == 2
    assert f"holds copies of {PRODUCTION}" in answer.stderr


def test_a_lost_state_is_found_again_and_changes_nothing(both: Checkout) -> None:
    state = both.state_file(PLACE)
    text = state.read_text(encoding="utf-8")
    state.unlink()
    deployed = both.openemr("deploy", PLACE, "--yes")
    assert deployed.returncode == 0, deployed.stdout + deployed.stderr
    planned = both.openemr("plan", PLACE)
    assert planned.returncode == 0, planned.stdout
    assert json.loads(text)["lineage"] != json.loads(state.read_text(encoding="utf-8"))["lineage"]


@pytest.mark.parametrize("options", [("--yes",), ("--confirm", PRODUCTION), ("--confirm", PLACE)])
def test_no_destroy_takes_the_copies(both: Checkout, options: tuple[str, ...]) -> None:
    before = [each["RecoveryPointArn"] for each in _points(both)]
    both.openemr("destroy", PLACE, *options)
    assert before
    assert [each["RecoveryPointArn"] for each in _points(both)] == before
    assert both.openemr("plan", PLACE).returncode == 0


def test_a_purge_needs_the_name_and_leaves_what_is_locked(both: Checkout) -> None:
    assert both.openemr("destroy", PLACE, "--purge", PRODUCTION).returncode == 2
    before = len(_points(both))
    both.openemr("destroy", PLACE, "--purge", PLACE)
    assert len(_points(both)) == before

"""`openemr plan` of a deployed clinic: many plans judged, some of them Terraform's own."""

import copy
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.review.plan_review import CHANGES, NOTHING, PROBLEMS, STOPPED, review
from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.plan.case import Case, assert_judged
from tests.terraform.plan.cases import CASES
from tests.terraform.plan.cases.twenty import TWENTY

pytestmark = pytest.mark.terraform
# One plan of all of these: what is not named in STOPS is marked at most.
HARMLESS: dict[str, Any] = {
    "security_group_ip_range": "203.0.113.0/25",
    "openemr_service_fargate_maximum_capacity": 150,
    "application": {"cpu": 2048, "memory_mib": 4096},
    "database": {"max_capacity_acu": 32, "readers": 2},
    "cache": {"max_data_storage_gb": 10},
    "backup": {"daily_retention_days": 60},
    "logs": {"application_retention_days": 731},
    "firewall": {"requests_per_five_minutes": 5000},
    "tags": {"CostCenter": "cardiology"},
}
DANGEROUS: dict[str, Any] = {
    "security_group_ip_range": "203.0.0.0/16",
    "activate_openemr_apis": "true",
    "database": {"deletion_protected": False, "backup_retention_days": 7, "readers": 0},
    "backup": {"vault_lock": "off", "weekly_retention_days": 20},
    "cache": {"snapshot_retention_days": 0},
    "logs": {
        "application_retention_days": 30,
        "audit_retention_days": 365,
        "access_log_retention_days": 365,
    },
}
RULE = "aws_vpc_security_group_ingress_rule.front_door_perimeter_from_203_0_0_0_16"
STOPS = {
    "aws_rds_cluster.database_cluster": "destroys data",
    **{
        f"aws_cloudwatch_log_group.{name}": "destroys data"
        for name in (
            *("application_task_log", "database_error_log", "database_general_log"),
            *("database_slowquery_log", "audit_trail_log", "database_audit_log"),
            *("exec_sessions_log", "firewall_log", "flow_logs_records", "restore_tests_log"),
        )
    },
    **{
        f"aws_s3_bucket_lifecycle_configuration.{name}_store_lifecycle": "destroys data"
        for name in ("access_logs", "exec_sessions")
    },
    f"{RULE}_443": "opens access",
    f"{RULE}_80": "opens access",
    "aws_ecs_task_definition.application_task_definition": "opens access",
    "aws_wafv2_web_acl.firewall_acl": "opens access",
    "aws_backup_vault_policy.backup_vault_policy": "opens access",
    "aws_backup_plan.backup_plan": "lowers protection",
    "aws_backup_vault_lock_configuration.backup_vault_lock": "lowers protection",
    "aws_elasticache_serverless_cache.cache_valkey": "lowers protection",
    "aws_cloudwatch_metric_alarm.monitoring_replica_lag": "lowers protection",
    "aws_rds_cluster_instance.database_reader1": "lowers protection",
}


@dataclass(frozen=True)
class Clinic:
    """A copy of the deployed clinic, to plan with other settings."""

    checkout: Checkout
    folder: Path

    def set(self, **settings: Any) -> None:
        """Settings beside the clinic's own."""
        file = self.checkout.directory / "cdktf.json"
        original = self.folder / "cdktf.json"
        if not original.exists():
            original.write_text(file.read_text())
        document = json.loads(original.read_text())
        document["context"]["deployments"]["clinic"] |= settings
        file.write_text(json.dumps(document))

    def read(self, plan: Path) -> dict[str, Any]:
        """The JSON of a plan that was kept."""
        return self.checkout.terraform("clinic").show(str(plan))


@pytest.fixture(scope="module")
def operator(
    whole_clinic: Deployed, copy_of: Copy, tmp_path_factory: pytest.TempPathFactory
) -> Clinic:
    return Clinic(copy_of(whole_clinic), tmp_path_factory.mktemp("plans"))


@pytest.fixture(scope="module")
def unchanged(operator: Clinic) -> dict[str, Any]:
    """The plan without any changes, from which the cases are made."""
    kept = operator.folder / "unchanged.tfplan"
    answer = operator.checkout.openemr("plan", "--out", str(kept))
    assert answer.returncode == NOTHING, answer.stdout + answer.stderr
    assert "Nothing to do." in answer.stdout
    assert kept.stat().st_mode & 0o077 == 0
    return operator.read(kept)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_plan_is_stopped_for_the_right_reason_or_passes(
    case: Case, unchanged: dict[str, Any]
) -> None:
    assert_judged(case, unchanged)


def test_no_two_cases_are_the_same() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def test_twenty_dangers_of_all_kinds_are_told_at_once(unchanged: dict[str, Any]) -> None:
    document = copy.deepcopy(unchanged)
    document.pop("applyable")
    for edit, _ in TWENTY.values():
        edit(document)
    result = review(document)
    kinds = {item.address: item.kind for item in result.stopped}
    assert kinds == {address: kind for address, (_, kind) in TWENTY.items()}
    assert review(document, [*TWENTY]).exit_code == CHANGES


def test_harmless_settings_pass(operator: Clinic) -> None:
    operator.set(**HARMLESS)
    markdown = operator.folder / "plan.md"
    answer = operator.checkout.openemr("plan", "clinic", "--json", "--markdown", str(markdown))
    assert answer.returncode == CHANGES, answer.stdout + answer.stderr
    result = json.loads(answer.stdout)
    assert result["allow"] == []
    assert result["counts"]["update"] > 100  # the tag
    assert result["kinds"].keys() == {"interrupts"}
    assert "Passed." in markdown.read_text()


def test_dangerous_settings_are_stopped_until_each_is_allowed(operator: Clinic) -> None:
    operator.set(**DANGEROUS)
    kept = operator.folder / "dangerous.tfplan"
    answer = operator.checkout.openemr("plan", "--json", "--out", str(kept))
    assert answer.returncode == STOPPED, answer.stdout + answer.stderr
    result = json.loads(answer.stdout)
    kinds = {each["address"]: each["kind"] for each in result["changes"] if each["needs_allow"]}
    assert kinds == STOPS
    assert set(result["allow"]) == set(STOPS)
    assert not kept.exists()

    allow = [option for address in STOPS for option in ("--allow", address)]
    answer = operator.checkout.openemr("plan", *allow, "--out", str(kept))
    assert answer.returncode == CHANGES, answer.stdout + answer.stderr
    assert f"Passed, {len(STOPS)} allowed by address." in answer.stdout
    document = operator.read(kept)
    assert len(STOPS) > 20
    assert review(document).exit_code == STOPPED
    for address in STOPS:
        rest = review(document, [each for each in STOPS if each != address])
        assert [each.address for each in rest.stopped] == [address]


def test_terraform_itself_refuses_to_destroy_a_clinic(operator: Clinic) -> None:
    operator.set()
    answer = operator.checkout.openemr("plan", "--destroy")
    assert answer.returncode == PROBLEMS
    assert "aws_rds_cluster.database_cluster" in answer.stderr
    assert "prevent_destroy" in answer.stderr


def test_credentials_of_another_account_are_refused_before_planning(operator: Clinic) -> None:
    operator.set()
    other = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "other"}
    answer = operator.checkout.openemr("plan", **other)
    assert answer.returncode == PROBLEMS
    assert "Nothing was changed." in answer.stderr
    assert "Plan" not in answer.stderr


def test_nothing_of_a_plan_stays_behind(operator: Clinic) -> None:
    left = [*operator.checkout.directory.rglob("plan.*.tfplan")]
    assert left == []

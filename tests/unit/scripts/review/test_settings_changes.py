"""Ordinary changes of settings need nobody's word; those that lower, open or destroy do."""

from typing import Any

import pytest

from scripts.review.plan_review import CHANGES, NOTHING, STOPPED, Review, review
from tests.configurations import (
    CERTIFICATE_ARN,
    DEFAULT,
    EVERYTHING_ON,
    PRODUCTION_WITH_CERTIFICATE,
)
from tests.terraform.plan.case import Case, assert_judged
from tests.terraform.plan.cases import arrivals, beside, unreviewed, values
from tests.unit.scripts.review.synthesized_plans import planned, synthesized

PRODUCTION = (PRODUCTION_WITH_CERTIFICATE, "production")
SUBJECTS = {
    "default": (DEFAULT, next(iter(DEFAULT["deployments"]))),
    "production": PRODUCTION,
    "everything": (EVERYTHING_ON, "everything"),
}
HARMLESS: dict[str, dict[str, Any]] = {
    "more tasks": {"openemr_service_fargate_maximum_capacity": 110},
    "larger tasks": {"application": {"cpu": 8192, "memory_mib": 16384}},
    "another percentage": {"openemr_service_fargate_cpu_autoscaling_percentage": 60},
    "pauses of scaling": {"application": {"scale_in_cooldown_seconds": 600}},
    "larger database": {"database": {"max_capacity_acu": 128}},
    "smaller database": {"database": {"max_capacity_acu": 60}},
    "larger smallest database": {"database": {"min_capacity_acu": 2}},
    "another reader": {"database": {"readers": 3}},
    "larger cache": {"cache": {"max_data_storage_gb": 10}},
    "cold files later": {"files": {"infrequent_access_after_days": 60}},
    "larger uploads": {"application": {"upload_mib": 60}},
    "services less often": {"application": {"background_services_seconds": 300}},
    "daily copies live longer": {"backup": {"daily_retention_days": 60}},
    "monthly copies live longer": {"backup": {"monthly_retention_days": 3650}},
    "copies at another hour": {"backup": {"daily_schedule": "cron(0 3 * * ? *)"}},
    "copies twice a day": {"backup": {"daily_schedule": "cron(0 5,17 * * ? *)"}},
    "logs live longer": {"logs": {"application_retention_days": 3653}},
    "audit lives longer": {"logs": {"audit_retention_days": 3653}},
    "access logs live longer": {"logs": {"access_log_retention_days": 3653}},
    "stricter limits of requests": {"firewall": {"requests_per_five_minutes": 5000}},
    "a cost center": {"tags": {"CostCenter": "surgery"}},
}
IN_PRODUCTION: dict[str, dict[str, Any]] = {
    "insights of a year": {"database": {"performance_insights": "advanced"}},
    "newer OpenEMR": {"application": {"openemr_version": "8.3.0"}},
    "narrower network": {"security_group_ip_range": "203.0.113.0/25"},
    "archive later": {"audit_trail": {"archive_after_days": 180}},
    "trail lives longer": {"audit_trail": {"retention_days": 3653}},
    "slower answers tolerated": {"monitoring": {"latency_p95_seconds": 8}},
    "busier tasks tolerated": {"monitoring": {"cpu_percent": 95, "memory_percent": 90}},
    "fewer errors tolerated": {"monitoring": {"server_errors_per_five_minutes": 5}},
    "people to tell": {"monitoring": {"email_addresses": ["oncall@clinic.example.org"]}},
}
DANGEROUS: dict[str, dict[str, Any]] = {
    "wider network": {"security_group_ip_range": "203.0.0.0/16"},
    "shorter logs": {"logs": {"application_retention_days": 30}},
    "shorter copies": {"backup": {"daily_retention_days": 20}},
    "no lock": {"backup": {"vault_lock": "off"}},
    "lock for good": {"backup": {"vault_lock": "compliance", "vault_lock_changeable_for_days": 3}},
    "objects locked for good": {"audit_trail": {"object_lock": "compliance"}},
    "no alarms": {"monitoring": {"enabled": False}},
    "no trail": {"audit_trail": {"enabled": False}},
    "no protection": {"database": {"deletion_protected": False}},
    "shorter recovery": {"database": {"backup_retention_days": 7}},
    "APIs on": {"activate_openemr_apis": True},
    "queries not audited": {"application": {"audit_queries": False}},
    "looser limits of sign-ins": {"firewall": {"sign_ins_per_five_minutes": 100000}},
    "certificate of a stranger": {
        "certificate_arn": CERTIFICATE_ARN.replace("000000000000", "123456789012")
    },
    "image of a stranger": {
        "application": {
            "image": f"example.org/openemr:8.2.0@sha256:{'0' * 64}",
            "private_repository": False,
        }
    },
}


def _told(result: Review) -> list[str]:
    return [
        f"{item.address} {each.kind.value} {each.attribute}: {each.reason}"
        for item in result.stopped
        for each in item.judged.verdicts
    ]


def _reviewed(subject: Any, settings: dict[str, Any]) -> Review:
    before, after = synthesized(*subject), synthesized(*subject, **settings)
    return review(planned(before, after), (), after.json)


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_same_settings_change_nothing(name: str) -> None:
    assert _reviewed(SUBJECTS[name], {}).exit_code == NOTHING


@pytest.mark.parametrize("change", HARMLESS)
@pytest.mark.parametrize("name", SUBJECTS)
def test_ordinary_changes_of_settings_need_no_word(name: str, change: str) -> None:
    result = _reviewed(SUBJECTS[name], HARMLESS[change])
    assert _told(result) == []
    assert result.problems == ()


@pytest.mark.parametrize("change", IN_PRODUCTION)
def test_ordinary_changes_of_a_production_need_no_word(change: str) -> None:
    result = _reviewed(PRODUCTION, IN_PRODUCTION[change])
    assert _told(result) == []
    assert result.exit_code == CHANGES


@pytest.mark.parametrize("change", DANGEROUS)
def test_dangerous_changes_of_settings_need_a_word(change: str) -> None:
    assert _reviewed(PRODUCTION, DANGEROUS[change]).exit_code == STOPPED


@pytest.fixture(scope="module")
def unchanged() -> dict[str, Any]:
    """The plan of a production that is as its settings say."""
    stack = synthesized(*PRODUCTION)
    return planned(stack, stack)


@pytest.mark.parametrize(
    "case",
    [
        case
        for table in (arrivals, beside, unreviewed, values)
        for case in (*table.STOPPED, *table.PASSED)
    ],
    ids=lambda case: case.name,
)
def test_a_plan_is_stopped_for_the_right_reason_or_passes(
    case: Case, unchanged: dict[str, Any]
) -> None:
    """The cases of tests/terraform/plan, which reviews them in Terraform's own plan as well."""
    assert_judged(case, unchanged)

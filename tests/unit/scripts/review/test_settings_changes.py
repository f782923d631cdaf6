"""Ordinary changes of settings need nobody's word; those that lower, open or destroy do."""

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.commands.settings.show import setting_groups
from scripts.review.plan_review import NOTHING, STOPPED, Review, review
from stacks.settings import SettingsError
from tests.configurations import (
    CERTIFICATE_ARN,
    DEFAULT,
    EVERYTHING_ON,
    PRODUCTION_WITH_CERTIFICATE,
)
from tests.terraform.plan.case import Case, assert_judged
from tests.terraform.plan.cases import arrivals, beside, unreviewed, values
from tests.unit.scripts.review.settings_moves import FREE, PLACE, ROWS, Row
from tests.unit.scripts.review.synthesized_plans import planned, synthesized

PRODUCTION = (PRODUCTION_WITH_CERTIFICATE, "production")
SUBJECTS = {
    "default": (DEFAULT, next(iter(DEFAULT["deployments"]))),
    "production": PRODUCTION,
    "everything": (EVERYTHING_ON, "everything"),
}
# Settings that one of the configurations cannot have, and those that no resource shows.
NOT_ACCEPTED = {
    ("everything", "application.openemr_version"),
    ("everything", "region"),
    ("production", "region"),
}
WITHOUT_EFFECT = {
    ("default", "monitoring.certificate_expiry_days"),
    *(
        (name, path)
        for name in SUBJECTS
        for path in (
            *("application.image_findings", "application.accepted_image_findings"),
            *("account_id", "clients.open_to_the_whole_internet"),
            # They count at the creation only.
            "database.engine_version",
            *("stores.blue_database", "stores.green_database"),
            *("stores.blue_files", "stores.green_files"),
            # Of the stack there.
            "backup.copies[].vault_lock",
            "backup.copies[].vault_lock_changeable_for_days",
        )
    ),
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


def _merged(*parts: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of several parts; of a group that both have, the settings of both."""
    found: dict[str, Any] = {}
    for name, value in (pair for part in parts for pair in part.items()):
        both = isinstance(value, dict) and isinstance(found.get(name), dict)
        found[name] = {**found[name], **value} if both else value
    return found


def _setting(path: str, value: Any, beside: Mapping[str, Any]) -> dict[str, Any]:
    outer, is_element, inner = path.partition("[].")
    group, _, name = outer.partition(".")
    if is_element:
        (element,) = beside.get(group, {}).get(name, [PLACE])
        value = [{**element, inner: value}]
    return {group: {name: value}} if name else {group: value}


def _said(subject: Any, path: str, row: Row) -> dict[str, Review]:
    """The review of both directions."""
    first, second = (
        synthesized(*subject, **_merged(row.beside, _setting(path, value, row.beside)))
        for value in (row.first, row.second)
    )
    return {
        direction: review(planned(before, after), (), after.json)
        for direction, before, after in (("there", first, second), ("back", second, first))
    }


def test_every_setting_has_a_row() -> None:
    paths = [each.path for group in setting_groups() for each in group.settings]
    assert sorted(ROWS) == sorted(each for each in paths if not each.startswith("remote_state."))


def assert_as_the_row_says(name: str, path: str) -> None:
    """That both changes of a setting, in one configuration, need a word exactly if its row says.

    tests/contract/plan asks for each row and configuration, which takes a minute.
    """
    if (name, path) in NOT_ACCEPTED:
        with pytest.raises(SettingsError):
            _said(SUBJECTS[name], path, ROWS[path])
        return
    for direction, result in _said(SUBJECTS[name], path, ROWS[path]).items():
        row = ROWS[path]
        wanted = FREE if row.but.get(name) == direction else getattr(row, direction)
        assert result.problems == ()
        if result.exit_code == NOTHING:
            assert (name, path) in WITHOUT_EFFECT
        elif wanted == FREE:
            assert _told(result) == []
        else:
            assert result.exit_code == STOPPED, direction


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

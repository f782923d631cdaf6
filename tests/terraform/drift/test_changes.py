"""What somebody changed, deleted or added by hand is reported, each with its severity."""

import pytest

from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.drift.out_of_band import FIRST
from tests.terraform.drift.out_of_band.change import OutOfBand, Site
from tests.terraform.drift.reported import Reported, make, report

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def reported(whole_clinic: Deployed, copy_of: Copy) -> Reported:
    """One run of drift after all of the changes."""
    checkout = copy_of(whole_clinic)
    make(FIRST, Site(checkout, whole_clinic.deployment))
    return report(checkout)


@pytest.mark.parametrize("change", FIRST, ids=lambda change: change.name)
def test_it_is_reported_with_its_severity(change: OutOfBand, reported: Reported) -> None:
    found = reported.about(change)
    assert [each["severity"] for each in found] == [change.severity], reported.findings(
        change.address
    )
    (finding,) = found
    assert finding["before"] != finding["after"]
    assert finding["outlook"]


def test_nothing_else_is_reported(reported: Reported) -> None:
    assert reported.addresses == {change.address for change in FIRST}
    assert (reported.document["undeployed"], reported.document["problems"]) == ([], [])


def test_it_ends_with_2(reported: Reported) -> None:
    assert (reported.exit_code, reported.document["drift"]) == (2, True)


def test_the_worst_comes_first(reported: Reported) -> None:
    order = ["critical", "high", "medium", "low"]
    ranks = [order.index(each["severity"]) for each in reported.document["resources"]]
    assert ranks == sorted(ranks)
    assert list(reported.document["counts"]) == order


def test_a_value_that_somebody_wrote_into_a_secret_is_not_shown(reported: Reported) -> None:
    assert "not-to-be-printed" not in f"{reported.document}{reported.said}"


@pytest.mark.parametrize(
    ("address", "outlook"),
    [
        ("aws_sns_topic_policy.notifications_alarms_policy", "The next apply reverts it."),
        ("aws_backup_selection.backup_selection", "The next apply recreates it."),
        ("aws_cloudwatch_log_group.exec_sessions_log", "without the old one's data"),
        ("aws_vpc_endpoint.network_s3", "Stays: the settings do not set it"),
        ("aws_cloudwatch_log_group.application_task_log", "Stays until it is removed"),
    ],
)
def test_it_says_what_the_next_apply_does(address: str, outlook: str, reported: Reported) -> None:
    said = [finding["outlook"] for finding in reported.findings(address)]
    assert any(outlook in each for each in said), said

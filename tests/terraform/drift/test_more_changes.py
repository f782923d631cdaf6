"""More of what somebody did by hand, on a second copy: deletions above all."""

import pytest

from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.drift.out_of_band import SECOND
from tests.terraform.drift.out_of_band.change import OutOfBand, Site
from tests.terraform.drift.reported import Reported, make, report

pytestmark = pytest.mark.terraform
# AWS removes them together with the topic, and with what is scaled.
GONE_WITH_IT = {
    "aws_appautoscaling_policy.application_service_scaling_cpu",
    "aws_appautoscaling_policy.application_service_scaling_memory",
    "aws_sns_topic_policy.notifications_alarms_policy",
}


@pytest.fixture(scope="module")
def reported(whole_clinic: Deployed, copy_of: Copy) -> Reported:
    """One run of drift after all of the changes."""
    checkout = copy_of(whole_clinic)
    make(SECOND, Site(checkout, whole_clinic.deployment))
    return report(checkout)


@pytest.mark.parametrize("change", SECOND, ids=lambda change: change.name)
def test_it_is_reported_with_its_severity(change: OutOfBand, reported: Reported) -> None:
    found = reported.about(change)
    assert [each["severity"] for each in found] == [change.severity], reported.findings(
        change.address
    )


def test_nothing_else_is_reported_nor_what_follows_from_it(reported: Reported) -> None:
    assert reported.addresses == {change.address for change in SECOND} | GONE_WITH_IT
    assert (reported.document["undeployed"], reported.document["problems"]) == ([], [])

"""Nothing is reported where nobody did anything, and nothing is certain where that is unknown."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.drift.out_of_band.change import Site
from tests.terraform.drift.reported import Reported, report

pytestmark = pytest.mark.terraform
SERVICE = "aws_ecs_service.application_service_tasks"
TARGET = "aws_appautoscaling_target.application_service_scaling_target"


@pytest.fixture(scope="module")
def checkout(trial: Deployed, copy_of: Copy) -> Checkout:
    """A copy in which only what each test does is changed."""
    return copy_of(trial)


@pytest.fixture(scope="module")
def site(checkout: Checkout, trial: Deployed) -> Site:
    """Its account."""
    return Site(checkout, trial.deployment)


def test_no_drift_right_after_an_apply(checkout: Checkout, trial: Deployed) -> None:
    state = checkout.state_file(trial.deployment)
    before, plans = state.read_bytes(), set(checkout.directory.rglob("*.tfplan"))
    found = report(checkout)
    assert (found.exit_code, found.document["drift"]) == (0, False)
    assert (found.document["resources"], found.document["undeployed"]) == ([], [])
    assert found.document["compared"] > 100
    assert state.read_bytes() == before
    assert set(checkout.directory.rglob("*.tfplan")) == plans


def test_the_number_of_tasks_is_the_scalers_within_its_bounds(
    checkout: Checkout, site: Site
) -> None:
    most = site.of(TARGET)["max_capacity"]
    service = {"cluster": site.of(SERVICE)["cluster"], "service": site.of(SERVICE)["name"]}
    site.client("ecs").update_service(**service, desiredCount=most)
    found = report(checkout)
    assert (found.exit_code, found.document["resources"]) == (0, [])
    (owned,) = found.document["owned_by_scaler"]
    assert (owned["address"], owned["after"]) == (SERVICE, str(most))
    site.client("ecs").update_service(**service, desiredCount=site.of(SERVICE)["desired_count"])


def test_accepted_drift_does_not_count(checkout: Checkout, site: Site, tmp_path: Path) -> None:
    group = site.id("aws_cloudwatch_log_group.application_task_log")
    site.client("logs").put_subscription_filter(
        logGroupName=group,
        filterName="siem",
        filterPattern="",
        destinationArn="arn:aws:logs:us-west-2:111122223333:destination:siem",
    )
    found = report(checkout)
    assert found.exit_code == 2
    ((address, finding),) = [
        (each["address"], one) for each in found.document["resources"] for one in each["findings"]
    ]
    entry = {
        "address": address,
        "attribute": finding["attribute"],
        "value": "111122223333:destination:siem",
        "reason": "The practice's log archive subscribes to the log group itself.",
        "owner": "platform team",
        "review": "2027-06-30",
    }
    file = tmp_path / "ignored.json"
    file.write_text(json.dumps([entry]))
    accepted = report(checkout, "--ignored", str(file), "--today", "2026-11-25")
    assert (accepted.exit_code, accepted.document["drift"]) == (0, False)
    assert [each["address"] for each in accepted.document["ignored"]] == [address]


def test_a_schedule_tells_new_drift_from_old(
    checkout: Checkout, site: Site, tmp_path: Path
) -> None:
    history, ec2 = tmp_path / "history.json", site.client("ec2")
    vpc, kept = site.of("aws_vpc.network_vpc"), ("--history", str(history))
    before = {each["first_seen"] for each in _found(report(checkout, *kept))}
    ec2.create_tags(Resources=[vpc["id"]], Tags=[{"Key": "Name", "Value": "somebody"}])
    first = report(checkout, *kept, "--since", "1d")
    (named,) = [each for each in _found(first) if each["attribute"] == "tags.Name"]
    assert (first.exit_code, named["new"]) == (2, True)
    assert named["first_seen"] not in before
    # As it is days later.
    document = json.loads(history.read_text())
    for seen in document["findings"]:
        seen["first_seen"] = "2026-11-20T10:00:00Z"
    history.write_text(json.dumps(document))
    later = report(checkout, *kept, "--since", "1d")
    (named,) = [each for each in _found(later) if each["attribute"] == "tags.Name"]
    assert (later.exit_code, later.document["drift"]) == (0, True)
    assert (named["first_seen"], named["new"]) == ("2026-11-20T10:00:00Z", False)
    ec2.create_tags(Resources=[vpc["id"]], Tags=[{"Key": "Name", "Value": vpc["tags"]["Name"]}])
    refused = checkout.openemr("drift", *kept, "--since", "lately")
    assert (refused.returncode, "accepted: a day" in refused.stderr) == (1, True)


def _found(reported: Reported) -> list[dict[str, Any]]:
    return [each for one in reported.document["resources"] for each in one["findings"]]


def test_a_deploy_under_way_is_no_drift(checkout: Checkout, trial: Deployed) -> None:
    """The kernel's lock of the state's file, as Terraform takes it, and who it says it is."""
    import fcntl  # noqa: PLC0415

    state = checkout.state_file(trial.deployment)
    info = state.with_name(f".{state.name}.lock.info")
    info.write_text(json.dumps({"ID": "1", "Who": "ann@desk", "Operation": "OperationTypeApply"}))
    with state.open("rb+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        ran = checkout.openemr("drift", "--json")
    info.unlink()
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "locked by ann@desk (OperationTypeApply" in ran.stderr


def test_what_cannot_be_read_is_an_error(checkout: Checkout) -> None:
    """The service answers nothing any more: neither drift nor its absence is known."""
    ran = checkout.openemr("drift", "--json", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "127.0.0.1:9" in ran.stderr

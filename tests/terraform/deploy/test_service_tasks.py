"""The old tasks of an upgrade are stopped and started again, on the embedded AWS."""

import json

import pytest

from scripts.aws.account import AwsAccount
from scripts.commands.deploy.health import place_of
from scripts.commands.deploy.service_tasks import Tasks
from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(clinic)


@pytest.fixture
def tasks(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Tasks:
    """Those of the embedded AWS, whose autoscaling moves records of tasks as AWS moves tasks."""
    for name, value in checkout.aws.environment(base={}).items():
        monkeypatch.setenv(name, value)
    place = place_of(json.loads(checkout.state_file("clinic").read_text()))
    assert place is not None
    return Tasks(AwsAccount(checkout.aws.region), place)


def test_old_tasks_end_and_come_back_with_autoscaling(tasks: Tasks, checkout: Checkout) -> None:
    assert not tasks.are_stopped()
    tasks.stop(lambda _: None)
    assert tasks.are_stopped()
    assert desired(checkout) == 0
    assert suspended(checkout) == {True}
    assert tasks.start() == 2
    assert not tasks.are_stopped()
    assert desired(checkout) == 2
    assert suspended(checkout) == {False}


def test_a_start_that_was_cut_off_is_seen_and_stops_no_task(
    tasks: Tasks, checkout: Checkout
) -> None:
    tasks.stop(lambda _: None)
    place = {"cluster": tasks.place.cluster, "service": tasks.place.service}
    checkout.account.client("ecs").update_service(**place, desiredCount=5)
    assert (tasks.are_stopped(), tasks.are_suspended()) == (False, True)
    assert tasks.start() == 5
    assert (desired(checkout), suspended(checkout)) == (5, {False})
    assert not tasks.are_suspended()


def test_the_embedded_aws_is_known_to_run_no_tasks(tasks: Tasks) -> None:
    assert tasks.account.is_embedded()


def desired(checkout: Checkout) -> int:
    ecs = checkout.account.client("ecs")
    found = ecs.describe_services(
        cluster="openemr-clinic-cluster", services=["openemr-clinic-openemr"]
    )
    return int(found["services"][0]["desiredCount"])


def suspended(checkout: Checkout) -> set[bool]:
    scaling = checkout.account.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    return set(target["SuspendedState"].values())

"""The verb deploy, as an operator and a pipeline use it, on a production."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from stacks.releases import RELEASES
from tests.configurations import LOCKED
from tests.terraform.checkout import PATIENCE_SECONDS, Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

OPENED = "198.51.100.0/24"
RULES = [
    f"aws_vpc_security_group_ingress_rule.front_door_perimeter_from_198_51_100_0_24_{port}"
    for port in (443, 80)
]


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(clinic)


@pytest.fixture(autouse=True)
def _same_settings_afterwards(checkout: Checkout) -> Any:
    file = checkout.directory / "cdktf.json"
    before = file.read_text()
    yield
    file.write_text(before)


def change(checkout: Checkout, **settings: Any) -> None:
    file = checkout.directory / "cdktf.json"
    whole = json.loads(file.read_text())
    whole["context"]["deployments"]["clinic"] |= settings
    file.write_text(json.dumps(whole))


def state(checkout: Checkout) -> bytes:
    return checkout.state_file("clinic").read_bytes()


def start(checkout: Checkout, *arguments: str) -> "subprocess.Popen[str]":
    """The command, with a keyboard that somebody still holds."""
    return subprocess.Popen(
        checkout.command(*arguments),
        cwd=checkout.directory,
        env=checkout.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=0,
    )


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stderr is not None
    said = ""
    while words not in said:
        letter = process.stderr.read(1)
        assert letter, f"ended with {process.wait()}: {said}"
        said += letter
    return said


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_without_anybody_to_ask_it_does_not_even_plan(checkout: Checkout) -> None:
    ended = checkout.openemr("deploy", "clinic")
    assert ended.returncode == 2
    assert "is not interactive" in ended.stderr
    assert "--yes" in ended.stderr
    assert "Settings to Terraform" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deploy", "nobody", "--yes"), "Accepted: clinic"),
        (("deploy", "clinic", "--timeout", "soon"), "soon"),
        (("deploy", "clinic", "--nonsense"), "--nonsense"),
    ],
)
def test_wrong_words_are_refused_with_2(
    checkout: Checkout, arguments: tuple[str, ...], said: str
) -> None:
    ended = checkout.openemr(*arguments)
    assert (ended.returncode, said in ended.stderr) == (2, True), ended.stderr


def test_wrong_settings_are_refused_with_2(checkout: Checkout) -> None:
    change(checkout, region="mars-north-1")
    ended = checkout.openemr("deploy", "clinic", "--yes")
    assert ended.returncode == 2
    assert "deployments.clinic.region" in ended.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"account_id": "111122223333"}, "deployments.clinic.account_id is 111122223333"),
        # With a certificate there, or the settings would already be refused for it.
        (
            {
                "region": "eu-west-1",
                "certificate_arn": "arn:aws:acm:eu-west-1:000000000000:certificate/"
                + "0" * 8
                + "-0000-0000-0000-"
                + "0" * 12,
            },
            "holds resources in us-west-2",
        ),
    ],
)
def test_another_account_or_region_is_refused_before_any_change(
    checkout: Checkout, settings: dict[str, str], said: str
) -> None:
    before = state(checkout)
    change(checkout, **settings)
    ended = checkout.openemr("deploy", "clinic", "--yes")
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Nothing was changed" in ended.stderr
    assert state(checkout) == before


def test_no_credentials_are_said_plainly(checkout: Checkout) -> None:
    none = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    ended = checkout.openemr("deploy", "clinic", "--yes", **none)
    assert ended.returncode == 1
    assert "Sign in" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_would_fail_half_way_is_found_before_the_plan(checkout: Checkout) -> None:
    acm = checkout.account.client("acm")
    waiting = acm.request_certificate(DomainName="x.example.org", ValidationMethod="DNS")
    change(checkout, certificate_arn=waiting["CertificateArn"])
    ended = checkout.openemr("deploy", "clinic", "--yes")
    assert ended.returncode == 1
    assert "Not deployed, and nothing was changed" in ended.stderr
    assert "pending validation" in ended.stderr
    assert "DNS record" in ended.stderr
    assert "Compare the settings" not in ended.stderr


def test_a_change_that_opens_access_needs_its_address_and_a_yes(checkout: Checkout) -> None:
    before = state(checkout)
    change(checkout, clients={"ipv4_cidrs": [OPENED]})
    stopped = checkout.openemr("deploy", "clinic", "--yes", "--json")
    assert stopped.returncode == 3, stopped.stderr
    result = json.loads(stopped.stdout)
    assert result["outcome"] == "stopped"
    assert sorted(result["stopped"]) == sorted(RULES)
    assert state(checkout) == before

    allowed = [word for rule in RULES for word in ("--allow", rule)]
    declined = checkout.openemr("deploy", "clinic", *allowed, typed="no\n")
    assert declined.returncode == 3
    assert "Nothing was changed" in declined.stderr
    assert state(checkout) == before

    deployed = checkout.openemr("deploy", "clinic", *allowed, typed="yes\n")
    assert deployed.returncode == 0, deployed.stderr
    assert "https://openemr-clinic-alb" in deployed.stdout
    assert "openemr password clinic" in deployed.stdout
    assert "not judged" in deployed.stdout
    ec2 = checkout.account.client("ec2")
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    assert [each["FromPort"] for each in rules if each.get("CidrIpv4") == OPENED]


def test_a_plan_that_somebody_overtook_is_not_applied(checkout: Checkout) -> None:
    change(checkout, monitoring={"latency_p95_seconds": 6.5})
    first = start(checkout, "deploy", "clinic")
    read_until(first, "Type yes: ")
    second = checkout.openemr("deploy", "clinic", "--yes")
    assert second.returncode == 0, second.stderr
    _, said = first.communicate("yes\n", timeout=PATIENCE_SECONDS)
    assert first.returncode == 1
    assert "stale" in said


def test_an_interrupted_deployment_is_continued(checkout: Checkout) -> None:
    change(checkout, monitoring={"latency_p95_seconds": 8, "cpu_percent": 70})
    process = start(checkout, "deploy", "clinic", "--yes")
    log = checkout.directory / "cdktf.out/stacks/clinic/logs/apply.log"
    log.unlink(missing_ok=True)
    wait_for(log.exists)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, said
    assert "are in the state" in said
    ended = checkout.openemr("deploy", "clinic", "--yes")
    assert ended.returncode == 0, ended.stderr


def test_another_release_is_refused_and_stopped_tasks_are_started(checkout: Checkout) -> None:
    """Whoever takes the release back by hand after a killed upgrade is not left down."""
    kill_an_upgrade(checkout)
    change(checkout, application={"openemr_version": "8.3.0"})
    refused = checkout.openemr("deploy", "clinic", "--yes")
    assert refused.returncode == 3, refused.stderr
    old, new = RELEASES["8.2.0"].image, RELEASES["8.3.0"].image
    assert f"from {old}@{LOCKED[old]} to {new}@{LOCKED[new]}" in refused.stderr
    assert "openemr upgrade clinic" in refused.stderr
    assert desired_tasks(checkout) == 0

    change(checkout, application={"openemr_version": "8.2.0"})
    ended = checkout.openemr("deploy", "clinic", "--yes", "--json")
    assert ended.returncode == 0, ended.stderr
    assert "OpenEMR is down" in ended.stderr
    assert "start-tasks" in [each["name"] for each in json.loads(ended.stdout)["steps"]]
    scaling = checkout.account.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert set(target["SuspendedState"].values()) == {False}
    assert desired_tasks(checkout) == 2


def desired_tasks(checkout: Checkout) -> int:
    ecs = checkout.account.client("ecs")
    names = {"cluster": "openemr-clinic-cluster", "services": ["openemr-clinic-openemr"]}
    return int(ecs.describe_services(**names)["services"][0]["desiredCount"])


def kill_an_upgrade(checkout: Checkout) -> None:
    """What is left of one that was killed right after it stopped the tasks."""
    names = {"cluster": "openemr-clinic-cluster", "service": "openemr-clinic-openemr"}
    suspensions = ("DynamicScalingIn", "DynamicScalingOut", "ScheduledScaling")
    checkout.account.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId=f"service/{names['cluster']}/{names['service']}",
        SuspendedState={f"{each}Suspended": True for each in suspensions},
    )
    checkout.account.client("ecs").update_service(**names, desiredCount=0)

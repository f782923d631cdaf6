"""Load balancer, listeners, certificate and records for each way of having TLS."""

from typing import Any

import pytest

from scripts.commands.deploy.service_tasks import _STOPPED_WITHIN_SECONDS
from stacks.components.access_logs import AccessLogs
from stacks.components.application.container import STOP_TIMEOUT_SECONDS
from stacks.components.front_door import FrontDoor
from stacks.releases import RELEASES
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import CERTIFICATE, Bench, network

DOMAIN = {"name": "openemr.example.org", "hosted_zone_id": "Z0123456789"}
WAYS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "certificate": {"certificate_arn": CERTIFICATE},
    "domain": {"domain": DOMAIN},
    "both": {"certificate_arn": CERTIFICATE, "domain": DOMAIN},
}


def build(**settings: Any) -> tuple[Stack, FrontDoor]:
    bench = Bench(**settings)
    logs = AccessLogs(bench.stack, "access_logs", bench.base)
    door = FrontDoor(
        bench.stack,
        "front_door",
        bench.base,
        network=network(),
        access_logs=logs,
        settings=bench.settings,
    )
    door.admit_clients(bench.settings.client_cidrs)
    return bench.synthesized(), door


@pytest.mark.parametrize(
    ("way", "certificate"),
    [
        ("nothing", None),
        ("certificate", CERTIFICATE),
        ("both", CERTIFICATE),
        (
            "domain",
            "${aws_acm_certificate_validation.front_door_certificate_validation.certificate_arn}",
        ),
    ],
)
def test_the_listener_has_the_certificate_there_is(way: str, certificate: str | None):
    stack, _ = build(**WAYS[way])
    listeners = stack.resources("aws_lb_listener")
    https = listeners.get("front_door_https", {})
    assert https.get("certificate_arn") == certificate
    assert ("front_door_https" in listeners) == (certificate is not None)


@pytest.mark.parametrize(
    ("way", "made"), [("nothing", 0), ("certificate", 0), ("both", 0), ("domain", 1)]
)
def test_a_certificate_is_made_only_where_none_is_given(way: str, made: int):
    stack, _ = build(**WAYS[way])
    assert len(stack.resources("aws_acm_certificate")) == made


@pytest.mark.parametrize("way", ["domain", "both"])
def test_the_record_leads_to_the_load_balancer(way: str):
    # features.md E18: no record where a certificate was given.
    stack, door = build(**WAYS[way])
    record = stack.at("aws_route53_record.front_door_record_a")
    assert record["name"] == "openemr.example.org"
    assert references(record["alias"]) == {"aws_lb.front_door_load_balancer"}
    assert door.url == "https://openemr.example.org"


def warnings_of(**settings: Any) -> list[str]:
    """What is said loudly at synthesis."""
    _, door = build(**settings)
    return [entry.data for entry in door.node.metadata if entry.type == "@cdktf/warn"]


def test_plain_http_is_warned_of():
    (warning,) = warnings_of()
    assert "plain HTTP" in warning
    assert "never with patients' data" in warning


def test_a_certificate_wants_a_name_of_its_own():
    certificate = WAYS["certificate"]
    (warning,) = warnings_of(**certificate)
    assert "Set host_name" in warning
    named = certificate | {"host_name": "openemr.example.org"}
    assert warnings_of(**named) == []
    assert warnings_of(**WAYS["domain"]) == []
    stack, door = build(**named)
    assert door.url == "https://openemr.example.org"
    assert not stack.resources("aws_route53_record")


def test_ipv6_clients_make_load_balancer_and_record_dual_stack():
    stack, _ = build(domain=DOMAIN, clients={"ipv6_cidrs": ["2001:db8::/32"]})
    assert stack.one("aws_lb")["ip_address_type"] == "dualstack"
    assert stack.at("aws_route53_record.front_door_record_aaaa")["type"] == "AAAA"


def test_clients_reach_every_port_that_listens_and_no_other():
    for way, ports in (("nothing", {80}), ("certificate", {80, 443})):
        stack, _ = build(security_group_ip_range="203.0.113.0/24", **WAYS[way])
        rules = stack.resources("aws_vpc_security_group_ingress_rule").values()
        assert {rule["from_port"] for rule in rules} == ports
        assert {
            listener["port"] for listener in stack.resources("aws_lb_listener").values()
        } == ports


def test_without_clients_nobody_gets_in():
    stack, _ = build()
    assert not stack.resources("aws_vpc_security_group_ingress_rule")


@pytest.mark.parametrize("version", RELEASES)
def test_targets_are_checked_as_their_release_can_answer(version: str):
    stack, _ = build(application={"openemr_version": version})
    check = stack.one("aws_lb_target_group")["health_check"]
    assert check["path"] == RELEASES[version].health_path
    assert check["matcher"] == RELEASES[version].health_matcher
    assert check["timeout"] < check["interval"]


def test_requests_are_cleaned_and_recorded():
    stack, _ = build()
    balancer = stack.one("aws_lb")
    assert balancer["drop_invalid_header_fields"] is True
    assert balancer["access_logs"]["enabled"] is True
    assert balancer["internal"] is False
    bucket = "aws_s3_bucket.access_logs_store_bucket"
    assert references(balancer["access_logs"]["bucket"]) == {bucket}
    assert "aws_s3_bucket_policy.access_logs_store_policy" in balancer["depends_on"]


def test_what_is_under_way_is_answered_before_a_task_ends():
    stack, _ = build()
    delay = int(stack.one("aws_lb_target_group")["deregistration_delay"])
    assert delay == stack.one("aws_lb")["idle_timeout"] == 300
    # What an upgrade waits for the old tasks: draining, then the time to stop.
    assert delay + STOP_TIMEOUT_SECONDS < _STOPPED_WITHIN_SECONDS


def test_a_user_stays_on_one_task():
    stack, _ = build()
    stickiness = stack.one("aws_lb_target_group")["stickiness"]
    assert (stickiness["type"], stickiness["enabled"]) == ("lb_cookie", True)

"""The default load follows what tasks were measured to serve (docs/sizing.md)."""

from typing import Any

import pytest

from scripts.commands.load_test.plan import default_rate
from stacks.settings import parse_settings
from tests.contract.load_test.conftest import Serve
from tests.contract.load_test.run_command import SIGNED_IN, load_test

SHORT = ("--ramp", "0", "--warm-up", "0", "--duration", "2", "--json")


@pytest.mark.parametrize(
    ("settings", "rate"),
    [
        ({}, 3.4),
        ({"openemr_service_fargate_minimum_capacity": 1}, 1.7),
        ({"application": {"cpu": 256, "memory_mib": 512}}, 0.9),
        ({"application": {"cpu": 4096, "memory_mib": 8192}}, 13.8),
        ({"openemr_service_fargate_cpu_autoscaling_percentage": 100}, 8.6),
        (
            {
                "application": {"cpu": 256, "memory_mib": 512},
                "openemr_service_fargate_minimum_capacity": 1,
                "openemr_service_fargate_cpu_autoscaling_percentage": 1,
            },
            0.1,
        ),
    ],
)
def test_the_default_rate_is_what_the_fewest_tasks_serve_at_autoscalings_target(
    settings: dict[str, Any], rate: float
) -> None:
    deployments = parse_settings({"deployments": {"clinic": settings}}).deployments
    assert default_rate(deployments["clinic"]) == rate


def test_an_address_without_a_deployment_gets_the_rate_of_one_vcpu(serve: Serve) -> None:
    outcome = load_test("--url", serve().url, *SIGNED_IN, *SHORT)
    assert outcome.report["settings"]["rate"] == default_rate(None) == 1.7
    assert outcome.report["settings"]["sessions"] > 1

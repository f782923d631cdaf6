"""Workers of a task: never more than its memory and its share of the connections hold."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacks.settings import Deployment, SettingsError
from tests.unit.stacks.settings.test_accepted import PAIRS, deployment

FEWEST = 6
# Connections of a busy worker, of a task beside its workers, and of everybody else.
OF_A_WORKER, OF_A_TASK, OF_OTHERS = 4, 2, 20
FEW_TASKS = {
    "openemr_service_fargate_minimum_capacity": 1,
    "openemr_service_fargate_maximum_capacity": 1,
}
LARGEST_DATABASE = {"min_capacity_acu": 1, "max_capacity_acu": 256}


def workers(**settings: Any) -> int:
    """Apache workers of each task of a deployment."""
    return deployment(**settings).capacity.workers


@pytest.mark.parametrize(("cpu", "memory"), PAIRS)
def test_workers_fit_the_memory_of_every_size_of_fargate(cpu: int, memory: int):
    # Killed none at 512 and 2,048 MiB on OpenEMR 8.2; see docs/serving.md.
    application = {"cpu": cpu, "memory_mib": memory}
    found = workers(application=application, database=LARGEST_DATABASE, **FEW_TASKS)
    assert found == max(FEWEST, math.floor((memory - 300) / 85))
    assert found == FEWEST or 300 + 85 * found <= memory


@pytest.mark.parametrize(("memory", "expected"), [(512, 6), (1024, 8), (2048, 20)])
def test_workers_of_the_sizes_that_were_tried(memory: int, expected: int):
    assert workers(application={"cpu": 256, "memory_mib": memory}, **FEW_TASKS) == expected


@pytest.mark.parametrize(
    ("most_tasks", "expected"), [(2, 20), (38, 20), (39, 19), (50, 15), (100, 7), (122, 6)]
)
def test_many_tasks_share_the_connections(most_tasks: int, expected: int):
    assert workers(openemr_service_fargate_maximum_capacity=most_tasks) == expected


def connections_of(settings: Deployment) -> int:
    """All that a deployment opens when every task runs and every worker answers."""
    of_a_task = settings.capacity.workers * OF_A_WORKER + OF_A_TASK
    return settings.openemr_service_fargate_maximum_capacity * of_a_task + OF_OTHERS


@given(
    most_tasks=st.integers(2, 1000),
    least=st.sampled_from([0, 0.5, 1, 2]),
    most=st.integers(2, 256),
    size=st.sampled_from(PAIRS),
)
def test_no_accepted_deployment_opens_more_connections_than_aurora_allows(
    most_tasks: int, least: float, most: int, size: tuple[int, int]
):
    cpu, memory = size
    try:
        settings = deployment(
            openemr_service_fargate_maximum_capacity=most_tasks,
            application={"cpu": cpu, "memory_mib": memory},
            database={"min_capacity_acu": least, "max_capacity_acu": most},
        )
    except SettingsError as error:
        (problem,) = error.problems
        assert "connections that database.max_capacity_acu allows" in problem
        return
    assert connections_of(settings) <= settings.database.max_connections
    assert settings.capacity.workers >= FEWEST


def test_the_defaults_hold_in_both_environments():
    certificate = "arn:aws:acm:us-west-2:123456789012:certificate/" + "-".join(
        ("0" * 8, "0" * 4, "0" * 4, "0" * 4, "0" * 12)
    )
    for settings in (deployment(), deployment(certificate_arn=certificate)):
        assert settings.openemr_service_fargate_maximum_capacity == 100
        assert connections_of(settings) <= settings.database.max_connections == 3200

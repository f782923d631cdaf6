"""docs/sizing.md: the table of clinics follows from the measured figures."""

import re
from typing import Any

import pytest

from scripts.commands.load_test.mix import mix_of
from scripts.commands.load_test.plan import REQUESTS_PER_VCPU, default_rate
from scripts.project import ROOT
from stacks.settings import parse_settings
from stacks.settings.capacity import CONNECTIONS_PER_TASK, CONNECTIONS_PER_WORKER

TEXT = (ROOT / "docs/sizing.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| (10|50|200) \|(.+)\|")
ROWS = {
    int(users): [cell.strip() for cell in cells.split("|")] for users, cells in ROW.findall(TEXT)
}
TASKS = re.compile(r"(\d+) to (\d+) of ([\d.]+) vCPU and ([\d,]+) MiB")
TABS = 0.037  # seconds of processor that open tabs take in a minute


def number(text: str) -> float:
    return float(text.replace(",", ""))


def settings(users: int) -> Any:
    """The deployment of a row."""
    cells = ROWS[users]
    match = TASKS.fullmatch(cells[3])
    assert match
    least, most, vcpu, mib = match.groups()
    low, _, high = cells[5].partition(" to ")
    wanted = {
        "openemr_service_fargate_minimum_capacity": int(least),
        "openemr_service_fargate_maximum_capacity": int(most),
        "application": {"cpu": int(float(vcpu) * 1024), "memory_mib": int(number(mib))},
        "database": {"min_capacity_acu": float(low), "max_capacity_acu": float(high)},
    }
    return parse_settings({"deployments": {"clinic": wanted}}).deployments["clinic"]


@pytest.mark.parametrize("users", ROWS)
def test_load_and_processors_of_a_clinic(users: int) -> None:
    rate = users / mix_of("clinic", apis_active=False).mean_think
    busy = rate / REQUESTS_PER_VCPU + users / 60 * TABS
    cells = [number(cell) for cell in ROWS[users][:3]]
    assert cells == [round(rate, 1), round(busy, 2), round(busy / 0.4, 2)]


@pytest.mark.parametrize("users", ROWS)
def test_the_fewest_tasks_serve_the_load_at_autoscalings_target(users: int) -> None:
    assert default_rate(settings(users)) >= number(ROWS[users][0])


@pytest.mark.parametrize("users", ROWS)
def test_workers_fit_the_memory_and_their_connections_the_database(users: int) -> None:
    deployment = settings(users)
    workers = deployment.capacity.workers
    assert number(ROWS[users][4]) == workers == (deployment.application.memory_mib - 300) // 85
    most = deployment.openemr_service_fargate_maximum_capacity
    used, _, allowed = ROWS[users][6].partition(" of ")
    assert number(used) == most * (workers * CONNECTIONS_PER_WORKER + CONNECTIONS_PER_TASK)
    assert number(allowed) == deployment.database.max_connections > number(used)


def test_the_second_row_is_the_default() -> None:
    default = parse_settings({"deployments": {"clinic": {}}}).deployments["clinic"]
    second = settings(50)
    assert second.application == default.application
    least = default.openemr_service_fargate_minimum_capacity
    assert second.openemr_service_fargate_minimum_capacity == least

"""Plans by the part of the topology that they change."""

from tests.terraform.plan.case import Case
from tests.terraform.plan.cases import (
    arrivals,
    backups_and_keys,
    beside,
    edge,
    evidence,
    network,
    policies,
    resource_policies,
    stores,
    tasks,
    unreviewed,
    values,
    watching,
)

_TABLES = (
    *(backups_and_keys, beside, edge, evidence, network, unreviewed),
    *(arrivals, values),
    *(policies, resource_policies, stores, tasks, watching),
)
CASES: tuple[Case, ...] = tuple(
    case for table in _TABLES for case in (*table.STOPPED, *table.PASSED)
)

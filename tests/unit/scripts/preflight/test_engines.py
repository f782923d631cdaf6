"""The engine versions of a deployment's databases, which may be two."""

from types import SimpleNamespace
from typing import Any, cast

from scripts.preflight.checks.offerings import engines
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject

OLD, NEW = "8.0.mysql_aurora.3.10.3", "8.0.mysql_aurora.3.12.0"


def subject(*versions: str, offered: tuple[str, ...] = (OLD, NEW)) -> Subject:
    pages = [{"DBEngineVersions": [{"EngineVersion": each} for each in offered]}]
    clients: dict[str, Any] = {
        "rds": SimpleNamespace(
            get_paginator=lambda _: SimpleNamespace(paginate=lambda **_: pages),
            describe_orderable_db_instance_options=lambda **_: {"OrderableDBInstanceOptions": [1]},
        ),
        "elasticache": SimpleNamespace(
            describe_cache_engine_versions=lambda **_: {
                "CacheEngineVersions": [{"EngineVersion": "8.0"}]
            }
        ),
    }
    configured = {
        "aws_rds_cluster": {
            str(number): {"engine": "aurora-mysql", "engine_version": version}
            for number, version in enumerate(versions)
        },
        "aws_elasticache_serverless_cache": {
            "c": {"engine": "valkey", "major_engine_version": "8"}
        },
    }
    found = SimpleNamespace(
        name="clinic",
        account=SimpleNamespace(client=clients.__getitem__),
        configured=configured.__getitem__,
        settings=SimpleNamespace(region="us-west-2"),
    )
    return cast("Subject", found)


def test_each_version_is_checked_once() -> None:
    assert [each.subject for each in engines(subject(NEW, NEW))] == [NEW, "valkey 8"]
    assert [each.subject for each in engines(subject(OLD, NEW))] == [OLD, NEW, "valkey 8"]


def test_a_version_of_the_second_database_that_is_not_offered_is_a_problem() -> None:
    found = {each.subject: each.status for each in engines(subject(NEW, OLD, offered=(NEW,)))}
    assert (found[NEW], found[OLD]) == (Status.OK, Status.PROBLEM)

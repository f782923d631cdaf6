"""What a plan holds beside changes of resources is told, and such a plan is not applied."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from scripts.review import Kind, PlanError, read_plan
from scripts.review.plan_review import CHANGES, NOTHING, PROBLEMS, STOPPED, review
from scripts.review.reports import as_json, as_markdown
from scripts.review.reports.terminal import print_review
from tests.unit.scripts.review.plans import change, plan

VPC = "aws_vpc.network_vpc"
NOTHING_NEW = change(VPC, {"id": "x"}, {"id": "x"}, actions=["no-op"])
ACTION = {"address": "action.aws_lambda_invoke.x", "type": "aws_lambda_invoke"}


def _configured(**parts: Any) -> dict[str, Any]:
    return {"configuration": {"root_module": parts}}


PROVISIONED = {"address": VPC, "provisioners": [{"type": "local-exec"}]}
FOREIGN = "registry.terraform.io/evil/aws"
PARTS: list[tuple[dict[str, Any], str]] = [
    ({"run_programs": []}, "does not read: run_programs"),
    ({"action_invocations": [ACTION]}, "runs the action action.aws_lambda_invoke.x"),
    ({"deferred_action_invocations": [{"action_invocation": ACTION}]}, "aws_lambda_invoke.x"),
    ({"checks": [{"address": {"to_display": "check.tls"}, "status": "fail"}]}, "check.tls"),
    ({"checks": [{"address": {"to_display": "check.tls"}, "status": "error"}]}, "status error"),
    (_configured(resources=[PROVISIONED]), f"{VPC} has provisioners"),
    (
        _configured(module_calls={"x": {"module": {"resources": [PROVISIONED]}}}),
        f"module.x.{VPC} has provisioners",
    ),
    ({"configuration": {"provider_config": {"aws": {"full_name": FOREIGN}}}}, FOREIGN),
    ({"resource_drift": [{**NOTHING_NEW, "provider_name": FOREIGN}]}, FOREIGN),
    ({"errored": True}, "could not complete"),
    ({"complete": False}, "omits changes"),
    ({"deferred_changes": [{"reason": "x", "resource_change": {"address": VPC}}]}, "defers"),
]


@pytest.mark.parametrize(("parts", "said"), PARTS)
def test_a_plan_with_more_than_changes_is_not_applied(parts: dict[str, Any], said: str) -> None:
    result = review(plan(NOTHING_NEW, **parts))
    assert result.exit_code == PROBLEMS
    assert said in " ".join(result.problems)


@pytest.mark.parametrize(
    "parts",
    [
        {"checks": [{"address": {"to_display": "check.tls"}, "status": "pass"}]},
        {"checks": [{"address": {"to_display": "check.tls"}, "status": "unknown"}]},
        {"action_invocations": [], "deferred_changes": [], "variables": {}, "timestamp": "x"},
        _configured(resources=[{"address": VPC, "expressions": {}}]),
        {
            "configuration": {
                "provider_config": {"aws": {"full_name": "registry.terraform.io/hashicorp/aws"}}
            }
        },
    ],
)
def test_a_usual_plan_is(parts: dict[str, Any]) -> None:
    assert review(plan(NOTHING_NEW, **parts)).exit_code == NOTHING


@pytest.mark.parametrize("actions", [["conquer"], ["update", "delete"], ["no-op", "create"]])
def test_an_action_that_is_not_known_is_refused_in_words(actions: list[str]) -> None:
    with pytest.raises(PlanError, match=r"actions .*; accepted: .*delete") as refused:
        read_plan(plan(change(VPC, {"id": "x"}, {"id": "x"}, actions=actions)))
    assert VPC in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "actions", "exit_code"),
    [
        (True, False, ["update"], STOPPED),
        (True, None, ["update"], STOPPED),
        (True, True, ["update"], CHANGES),
        (False, True, ["update"], CHANGES),
        (True, False, ["delete"], CHANGES),
    ],
)
def test_an_output_that_is_no_longer_sensitive_needs_a_word(
    before: Any, after: Any, actions: list[str], exit_code: int
) -> None:
    output = {"actions": actions, "before_sensitive": before, "after_sensitive": after}
    document = plan(output_changes={"password": {**output, "before": "a", "after": "b"}})
    assert review(document).exit_code == exit_code
    if exit_code == STOPPED:
        assert review(document, ["output.password"]).exit_code == CHANGES


def test_what_is_worst_comes_first() -> None:
    log = "aws_cloudwatch_log_group.application_task_log"
    cluster = "aws_rds_cluster.database_cluster"
    alarm = "aws_cloudwatch_metric_alarm.monitoring_x"
    lock = "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock"
    document = plan(
        change(alarm, {"id": "x", "period": 60}, {"id": "x", "period": 600}),
        change(VPC, {"id": "x", "enable_dns_support": True}, {"id": "x"}),
        change(log, {"id": "x", "retention_in_days": 365}, {"id": "x", "retention_in_days": 30}),
        change(
            lock,
            {"rule": [{"default_retention": [{"mode": "GOVERNANCE"}]}]},
            {"rule": [{"default_retention": [{"mode": "COMPLIANCE"}]}]},
        ),
        change(cluster, {"id": "x"}, None),
    )
    items = review(document).items
    assert [item.address for item in items] == [cluster, log, lock, alarm, VPC]
    assert [item.kind for item in items] == [
        *(Kind.DESTROYS_DATA, Kind.DESTROYS_DATA, Kind.IRREVERSIBLE),
        *(Kind.UNREVIEWED, Kind.INTERRUPTS),
    ]


def _weakened() -> list[dict[str, Any]]:
    """Protections lowered in place, of stores and of logs, in the order in which they are told."""
    cluster, vault, log, secret = (
        "aws_rds_cluster.database_cluster",
        "aws_backup_vault_lock_configuration.backup_vault_lock",
        "aws_cloudwatch_log_group.application_task_log",
        "aws_secretsmanager_secret.application_administrator_secret",
    )
    return [
        # Destroys data: a store's, then records.
        change(
            cluster,
            {"id": "x", "backup_retention_period": 35},
            {"id": "x", "backup_retention_period": 7},
        ),
        change(
            secret,
            {"id": "x", "recovery_window_in_days": 30},
            {"id": "x", "recovery_window_in_days": 7},
        ),
        change(log, {"id": "x", "retention_in_days": 365}, {"id": "x", "retention_in_days": 30}),
        # Lowers protection: a store's protection, its retention, then the rest.
        change(
            "aws_efs_file_system.files_sites",
            {"id": "x", "encrypted": True},
            {"id": "x", "encrypted": False},
        ),
        change(vault, {"min_retention_days": 35}, {"min_retention_days": 1}),
        change(
            "aws_lb.front_door_load_balancer",
            {"id": "x", "enable_deletion_protection": True},
            {"id": "x", "enable_deletion_protection": False},
        ),
    ]


@pytest.mark.parametrize("shift", range(6))
def test_data_come_before_retention(shift: int) -> None:
    """In whatever order the plan has them; so it is in all three reports."""
    changes = _weakened()
    wanted = [each["address"] for each in changes]
    result = review(plan(*changes[shift:], *changes[:shift]))
    assert [item.address for item in result.items] == wanted
    assert [each["address"] for each in as_json(result)["changes"]] == wanted
    assert as_json(result)["allow"] == wanted
    shown = StringIO()
    print_review(result, Console(file=shown, width=200))
    for text in (as_markdown(result), shown.getvalue()):
        places = [text.index(address) for address in wanted]
        assert places == sorted(places)


def test_what_was_allowed_is_told_worst_first() -> None:
    """By component; that of the worst comes first, whatever its name."""
    changes = _weakened()
    harmless = change("aws_vpc.access_logs_x", {"id": "x"}, {"id": "x", "description": "y"})
    addresses = [each["address"] for each in changes]
    result = review(plan(harmless, *changes), addresses)
    assert result.exit_code == CHANGES
    shown = StringIO()
    print_review(result, Console(file=shown, width=200))
    for text in (as_markdown(result), shown.getvalue()):
        assert text.index(addresses[0]) < text.index("aws_vpc.access_logs_x")


@pytest.mark.parametrize(("state", "is_stopped"), [(60, False), (600, True)])
def test_what_returns_to_the_state_needs_no_word(state: int, is_stopped: bool) -> None:
    """Somebody made the alarm slower outside of Terraform; the plan makes it as it was."""
    alarm = "aws_cloudwatch_metric_alarm.monitoring_x"
    slower, own = {"id": "x", "period": 3600}, {"id": "x", "period": 60}
    drifted = change(alarm, {"id": "x", "period": state}, slower)
    result = review(plan(change(alarm, slower, own), resource_drift=[drifted]))
    assert bool(result.stopped) == is_stopped


def test_an_argument_that_the_stacks_never_give_needs_a_word() -> None:
    route = "aws_route.network_private_1_other"
    values = {"route_table_id": "rtb-1", "network_interface_id": "eni-1"}
    given = {name: {"constant_value": value} for name, value in values.items()}
    known = _configured(resources=[{"address": route, "expressions": given}])
    table = {"id": "rtb-1", "vpc_id": "x"}
    there = change("aws_route_table.network_private_1_table", table, table, actions=["no-op"])
    result = review(plan(there, change(route, None, values), **known))
    assert [item.address for item in result.stopped] == [route]
    (verdict,) = result.stopped[0].judged.verdicts
    assert (verdict.kind, verdict.attribute) == (Kind.UNREVIEWED, "network_interface_id")


def test_a_first_deployment_may_create_what_it_likes() -> None:
    assert review(plan(change("aws_cloudwatch_metric_alarm.x", None, {}))).exit_code == CHANGES

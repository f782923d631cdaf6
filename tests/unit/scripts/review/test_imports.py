"""What an import could not read is no change; whatever else it would change is judged as ever."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from scripts.resources import CATALOGUE
from scripts.review import passes_in_a_first_apply, read_plan
from scripts.review.plan_review import Review, review
from tests.unit.scripts.review.plans import change, configured, plan

# Type -> the service whose answers describe it, as botocore names it.
SERVICES = {
    "aws_backup_vault": "backup",
    "aws_ecr_repository": "ecr",
    "aws_ecs_service": "ecs",
    "aws_iam_role": "iam",
    "aws_kms_key": "kms",
    "aws_rds_cluster": "rds",
    "aws_rds_cluster_instance": "rds",
    "aws_s3_bucket": "s3",
    "aws_secretsmanager_secret": "secretsmanager",
}
ARGUMENTS = [(each.name, name) for each in CATALOGUE.values() for name in each.unreported]


def imported(kind: str, before: dict[str, Any], after: dict[str, Any], *actions: str) -> Review:
    """The review of a plan that imports one resource and changes it."""
    address, chosen = f"{kind}.network_one", list(actions) or None
    return review(plan(change(address, before, after, actions=chosen, importing={"id": "one"})))


@pytest.mark.parametrize(("kind", "name"), ARGUMENTS)
def test_no_answer_of_aws_holds_the_argument(kind: str, name: str) -> None:
    model = botocore.session.get_session().get_service_model(SERVICES[kind])
    answered = {
        member.lower()
        for operation in model.operation_names
        for member in members(model.operation_model(operation).output_shape, set())
    }
    assert len(answered) > 20
    assert name.replace("_", "") not in answered


def members(shape: Shape | None, seen: set[str]) -> Iterator[str]:
    """The names of all that an answer may hold."""
    if shape is None or shape.name in seen:
        return
    seen.add(shape.name)
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield name
            yield from members(member, seen)
    elif isinstance(shape, ListShape):
        yield from members(shape.member, seen)
    elif isinstance(shape, MapShape):
        yield from members(shape.value, seen)


def test_a_continued_first_apply_creates_what_a_first_apply_may() -> None:
    """A role that is there already gets its policy; as in a first apply it would."""
    role = {"id": "task", "name": "task", "arn": "arn:aws:iam::1:role/task"}
    made = change("aws_iam_role.task", role, role, actions=["no-op"])
    attached = {"role": "task", "policy_arn": "arn:aws:iam::1:policy/read"}
    attachment = change("aws_iam_role_policy_attachment.task", None, attached)
    referring = configured(("aws_iam_role_policy_attachment.task", {"role": "aws_iam_role.task"}))
    document = plan(made, attachment, configuration=referring)
    assert [each.address for each in review(document).stopped] == [
        "aws_iam_role_policy_attachment.task"
    ]
    read = read_plan(document)
    assert passes_in_a_first_apply(read, read.changes[1])


OWN: dict[str, dict[str, Any]] = {
    "aws_security_group.tasks": {"id": "sg-1", "vpc_id": "vpc-1", "ingress": [], "egress": []},
    "aws_security_group.cache": {"id": "sg-2", "vpc_id": "vpc-1", "ingress": [], "egress": []},
    "aws_subnet.public": {"id": "subnet-1", "vpc_id": "vpc-1"},
    "aws_internet_gateway.out": {"id": "igw-1", "vpc_id": "vpc-1"},
    "aws_route_table.public": {"id": "rtb-1", "vpc_id": "vpc-1", "route": []},
    "aws_vpc.network": {"id": "vpc-1", "cidr_block": "10.0.0.0/16"},
}
TCP = {"ip_protocol": "tcp", "from_port": 6379, "to_port": 6379}
CONTINUED = [
    (
        "aws_vpc_security_group_ingress_rule.in",
        {"security_group_id": "sg-2", "referenced_security_group_id": "sg-1", **TCP},
        {
            "security_group_id": "aws_security_group.cache",
            "referenced_security_group_id": "aws_security_group.tasks",
        },
    ),
    (
        "aws_vpc_security_group_egress_rule.out",
        {"security_group_id": "sg-1", "referenced_security_group_id": "sg-2", **TCP},
        {
            "security_group_id": "aws_security_group.tasks",
            "referenced_security_group_id": "aws_security_group.cache",
        },
    ),
    (
        "aws_route.out",
        {"route_table_id": "rtb-1", "gateway_id": "igw-1", "destination_cidr_block": "0.0.0.0/0"},
        {"route_table_id": "aws_route_table.public", "gateway_id": "aws_internet_gateway.out"},
    ),
    (
        "aws_lb.door",
        {"internal": False, "subnets": ["subnet-1"], "security_groups": ["sg-1"]},
        {"subnets": "aws_subnet.public", "security_groups": "aws_security_group.tasks"},
    ),
]


@pytest.mark.parametrize(("address", "after", "references"), CONTINUED, ids=str)
def test_what_refers_to_things_of_an_unfinished_apply_is_as_new_as_they_are(
    address: str, after: dict[str, Any], references: dict[str, str]
) -> None:
    there = [change(each, values, values, actions=["no-op"]) for each, values in OWN.items()]
    created = change(address, None, after)
    document = plan(*there, created, configuration=configured((address, references)))
    read = read_plan(document)
    (new,) = [each for each in read.changes if each.address == address]
    assert [each.address for each in review(document).stopped] == [address]
    assert passes_in_a_first_apply(read, new)
    if "group_ingress" in address:
        open_to_all = {**after, "referenced_security_group_id": None, "cidr_ipv4": "0.0.0.0/0"}
        wide = plan(*there, change(address, None, open_to_all))
        assert not passes_in_a_first_apply(read_plan(wide), read_plan(wide).changes[-1])


def test_a_continued_first_apply_may_no_more_than_a_first_apply() -> None:
    administrator = {"role": "task", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    attachment = change("aws_iam_role_policy_attachment.task", None, administrator)
    changed = change("aws_s3_bucket.b", {"force_destroy": False}, {"force_destroy": True})
    read = read_plan(plan(attachment, changed))
    assert not any(passes_in_a_first_apply(read, each) for each in read.changes)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("aws_s3_bucket", "force_destroy", True),
        ("aws_backup_vault", "force_destroy", True),
        ("aws_ecr_repository", "force_delete", True),
        ("aws_rds_cluster", "skip_final_snapshot", True),
        ("aws_rds_cluster", "delete_automated_backups", True),
    ],
)
def test_what_an_import_cannot_read_needs_no_allow(kind: str, name: str, value: Any) -> None:
    unread = ({"id": "one", name: None}, {"id": "one", name: value})
    assert imported(kind, *unread).stopped == ()
    # Without the import it is what somebody decided.
    assert review(plan(change(f"{kind}.network_one", *unread))).stopped
    # Read as false, it is a change as well.
    assert imported(kind, {"id": "one", name: False}, unread[1]).stopped


def test_other_differences_of_an_import_are_judged() -> None:
    before = {"id": "one", "skip_final_snapshot": None, "deletion_protection": True}
    after = {"id": "one", "skip_final_snapshot": True, "deletion_protection": False}
    (stopped,) = imported("aws_rds_cluster", before, after).stopped
    assert {each.attribute for each in stopped.judged.verdicts} == {"deletion_protection"}


def test_an_import_that_reads_another_notation_is_no_change() -> None:
    arn = "arn:aws:ecs:us-west-2:000000000000:task-definition/openemr:1"
    before, after = ({"id": "one", "task_definition": each} for each in ("openemr:1", arn))
    assert imported("aws_ecs_service", before, after).stopped == ()
    assert imported("aws_ecs_service", before, {**after, "task_definition": f"{arn}2"}).stopped


def test_an_import_that_reads_no_recipients_gets_those_of_the_deployment() -> None:
    """CloudFormation's import reads none; a stranger's topic needs a word all the same."""
    arn = "arn:aws:sns:us-west-2:000000000000:openemr-clinic-alarms"
    topic = change("aws_sns_topic.alarms", {"arn": arn}, {"arn": arn}, actions=["no-op"])
    stack = "aws_cloudformation_stack.cache_user"
    for told, is_stopped in ((arn, False), (f"{arn}-other", True)):
        before, after = {"id": "x", "notification_arns": []}, {"notification_arns": [told]}
        entry = change(stack, before, {"id": "x", **after}, importing={"id": "x"})
        assert bool(review(plan(topic, entry)).stopped) == is_stopped


def test_what_an_import_reads_otherwise_needs_a_word() -> None:
    before, after = {"id": "one", "period": 60}, {"id": "one", "period": 3600}
    assert imported("aws_cloudwatch_metric_alarm", before, after).stopped
    # What an import reads as nothing may be nothing in AWS.
    assert imported("aws_cloudwatch_metric_alarm", {"id": "one"}, after).stopped


def test_an_import_that_is_replaced_is_judged() -> None:
    before, after = {"id": "one", "force_destroy": None}, {"id": "two", "force_destroy": True}
    assert imported("aws_s3_bucket", before, after, "delete", "create").stopped


def test_the_same_argument_of_another_type_is_judged() -> None:
    before, after = {"id": "one", "force_destroy": None}, {"id": "one", "force_destroy": True}
    assert imported("aws_iam_user", before, after).stopped

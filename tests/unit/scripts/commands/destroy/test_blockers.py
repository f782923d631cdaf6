"""What others have in the VPC stops a destroy, and is named while Terraform waits."""

import io
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from rich.console import Console

from scripts.cli.steps import Steps
from scripts.commands.destroy.blockers import Blocked, BlockedError, Watch, blocked, find_blocked
from scripts.inventory import Scope
from scripts.terraform import Message
from scripts.terraform.documents.state import StateResources
from tests.unit.scripts.inventory.test_foreign_parts import (
    GUARDDUTY_ENDPOINT,
    GUARDDUTY_GROUP,
    SUBNET,
    VPC,
    Ec2,
)

EVERYTHING = frozenset({"aws_vpc.v", "aws_subnet.s", "aws_subnet.other", "aws_ecs_cluster.c"})


def resources() -> StateResources:
    def one(type_: str, name: str, id_: str, *needs: str) -> dict[str, Any]:
        instance = {"attributes": {"id": id_}, "dependencies": list(needs)}
        return {"mode": "managed", "type": type_, "name": name, "instances": [instance]}

    return StateResources.of(
        {
            "version": 4,
            "resources": [
                one("aws_vpc", "v", VPC),
                one("aws_subnet", "s", SUBNET, "aws_vpc.v"),
                one("aws_subnet", "other", "subnet-2", "aws_vpc.v"),
                one("aws_ecs_cluster", "c", "c"),
            ],
        }
    )


@dataclass
class InAws:
    """A scope whose VPC GuardDuty is in, or not."""

    guarded: bool = True
    resources: StateResources = field(default_factory=resources)

    @property
    def aws(self) -> Ec2:
        """EC2's answers."""
        if not self.guarded:
            return Ec2()
        return Ec2(vpc_endpoints=[GUARDDUTY_ENDPOINT], security_groups=[GUARDDUTY_GROUP])


def find(goes: frozenset[str], *, leaves: bool = False, guarded: bool = True) -> Blocked:
    steps = Steps(Console(file=io.StringIO()))
    return find_blocked(cast("Scope", InAws(guarded)), goes, steps, leaves=leaves)


def test_nothing_stops_where_nobody_else_is() -> None:
    assert find(EVERYTHING, guarded=False) == Blocked()


def test_it_stops_before_any_deletion_and_names_part_and_way_out() -> None:
    with pytest.raises(BlockedError) as stopped:
        find(EVERYTHING)
    text = str(stopped.value)
    assert text.startswith("Nothing was deleted.")
    for word in ("vpce-guard", "sg-guard", "GuardDuty", "delete-vpc-endpoints", "--leave-blocked"):
        assert word in text
    assert text.endswith("leaves aws_subnet.s, aws_vpc.v.")


def test_on_request_only_what_is_held_and_its_dependencies_remain() -> None:
    assert find(EVERYTHING, leaves=True).addresses == {"aws_vpc.v", "aws_subnet.s"}


def test_parts_do_not_hinder_where_the_network_is_kept() -> None:
    assert find(frozenset({"aws_ecs_cluster.c"})) == Blocked()
    assert blocked([], resources(), EVERYTHING) == Blocked()
    # A part of another subnet alone does not hinder this one.
    assert find(frozenset({"aws_subnet.other"})) == Blocked()


def message(kind: str, address: str = "aws_subnet.s", type_: str = "aws_subnet") -> Message:
    resource = {"addr": address, "resource_type": type_}
    return Message("", kind, {"hook": {"resource": resource}})


@pytest.mark.parametrize("guarded", [True, False])
def test_a_deletion_that_hangs_is_explained_once_within_a_minute(guarded: bool) -> None:
    now = 0.0
    written = io.StringIO()
    console = Console(file=written, width=200)
    watch = Watch(cast("Scope", InAws(guarded)), Steps(console), clock=lambda: now)
    watch.on_message(message("apply_start"))
    watch.on_message(message("apply_start", "aws_rds_cluster.c", "aws_rds_cluster"))
    for now in range(10, 130, 10):
        told_before = written.getvalue()
        watch.on_message(message("apply_progress"))
        watch.on_message(message("apply_progress", "aws_rds_cluster.c", "aws_rds_cluster"))
        if now <= 40:
            assert told_before == ""
    assert written.getvalue().count("aws_subnet.s is not deleted yet") == 1
    explained = "vpce-guard" if guarded else "No part of others was found"
    assert explained in written.getvalue()


def test_what_is_deleted_in_time_is_not_mentioned() -> None:
    now = 0.0
    written = io.StringIO()
    watch = Watch(cast("Scope", InAws()), Steps(Console(file=written)), clock=lambda: now)
    watch.on_message(message("apply_start"))
    watch.on_message(message("apply_complete"))
    now = 500.0
    watch.on_message(message("apply_progress"))
    watch.on_message(Message("text", "", {}))
    assert written.getvalue() == ""

"""Requests to the policy simulator: all actions, real ARNs, and each condition key."""

from collections.abc import Mapping

from scripts.permissions.needs import Needs
from scripts.permissions.simulation import simulations
from scripts.resources.facets.actions import ADOPTED, OWN, arn, grant, pass_role
from tests.unit.scripts.permissions.conftest import ACCOUNT


def context(request: Mapping[str, list[dict[str, object]]]) -> dict[object, object]:
    entries = request["ContextEntries"]
    return {each["ContextKeyName"]: each["ContextKeyValues"] for each in entries}


def test_every_action_of_every_task_is_simulated_on_arns_without_wildcards(
    needed: Mapping[str, Needs],
) -> None:
    for needs in needed.values():
        for grants in needs.values():
            asked = list(simulations(grants, "us-west-2"))
            named = {action for each in asked for action in each["ActionNames"]}
            assert named == {action for each in grants for action in each.actions}
            arns = [arn for each in asked for arn in each.get("ResourceArns", ())]
            assert not [each for each in arns if "*" in each or "{" in each]
            # The service accepts no empty list.
            assert all(each["ActionNames"] and each["ContextEntries"] for each in asked)


def test_what_names_no_resource_is_simulated_on_all() -> None:
    (asked,) = simulations([grant("ec2:DescribeVpcs")], "eu-central-1")
    assert "ResourceArns" not in asked
    assert context(asked) == {"aws:RequestedRegion": ["eu-central-1"]}


def test_a_condition_is_told_unless_it_says_that_there_is_nothing() -> None:
    key = arn("kms", "key/*", region="us-west-2", account=ACCOUNT)
    (own,) = simulations([grant("kms:EnableKey", key, when=OWN)], "us-west-2")
    assert context(own)["aws:ResourceTag/Deployment"] == ["{name}"]
    (adopted,) = simulations([grant("kms:TagResource", key, when=ADOPTED)], "us-west-2")
    assert set(context(adopted)) == {"aws:RequestTag/Deployment", "aws:RequestedRegion"}


def test_every_accepted_value_of_a_condition_is_simulated() -> None:
    grants = [pass_role("a.amazonaws.com"), pass_role("b.amazonaws.com")]
    asked = [context(each)["iam:PassedToService"] for each in simulations(grants, "us-west-2")]
    assert asked == [["a.amazonaws.com"], ["b.amazonaws.com"]]

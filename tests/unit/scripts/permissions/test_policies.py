"""Policy documents: within the limit, free of wildcards in actions, and merged without loss."""

import itertools
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.permissions.boundary import boundary
from scripts.permissions.needs import Needs
from scripts.permissions.policies import LONGEST, PATH, merged, policies, size
from scripts.permissions.task import Task
from scripts.resources.facets.actions import Grant, grant
from scripts.terraform.documents.policies.patterns import Some, includes
from tests.synthesized import Stack
from tests.unit.scripts.permissions.conftest import target_of
from tests.unit.scripts.permissions.service_authorization import known

# AWS's default quota of managed policies for a role or user.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11-30)
MOST_ATTACHED = 10


def documents(deployment: Stack, needed: Mapping[str, Needs]) -> list[Mapping[str, Any]]:
    found = policies(deployment.name, needed[str(deployment)])
    return [
        *(each.document for each in found),
        boundary(deployment.json, target_of(deployment)).document,
    ]


def statements(deployment: Stack, needed: Mapping[str, Needs]) -> Iterator[dict[str, Any]]:
    for document in documents(deployment, needed):
        yield from document["Statement"]


def as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_every_document_of_every_configuration_is_within_the_limit(
    deployments: list[Stack], needed: Mapping[str, Needs]
) -> None:
    for deployment in deployments:
        sizes = [size(each) for each in documents(deployment, needed)]
        assert max(sizes) <= LONGEST, deployment
        # One role may have the policies of all tasks but the operator's.
        assert len(sizes) - 2 <= MOST_ATTACHED, deployment


def test_actions_are_named_in_full_and_nothing_is_left_to_fill_in(
    deployments: list[Stack], needed: Mapping[str, Needs]
) -> None:
    for deployment in deployments:
        for each in statements(deployment, needed):
            for action in as_list(each["Action"]):
                known(action)
            text = json.dumps(each).replace("${aws:userid}", "")
            assert "{name}" not in text
            assert "${" not in text


def test_what_changes_anything_names_resources_or_is_confined(
    deployments: list[Stack], needed: Mapping[str, Needs]
) -> None:
    """Actions that know no resources are confined to the Region at least."""
    for deployment in deployments:
        for each in statements(deployment, needed):
            if each["Resource"] == "*":
                keys = {
                    key for conditions in each.get("Condition", {}).values() for key in conditions
                }
                assert "aws:RequestedRegion" in keys, each


def test_no_policy_reaches_the_policies_of_whoever_has_it(
    deployments: list[Stack], needed: Mapping[str, Needs]
) -> None:
    for deployment in deployments:
        own = f"arn:aws:iam::111122223333:policy{PATH}openemr-{deployment.name}-deploy-1"
        for each in statements(deployment, needed):
            if any(action.startswith("iam:") for action in as_list(each["Action"])):
                for pattern in as_list(each["Resource"]):
                    assert not includes(Some(pattern), Some(own)), each


def test_roles_are_handed_over_by_service_and_made_with_their_boundary_only(
    production: Stack, needed: Mapping[str, Needs]
) -> None:
    deploy = needed[str(production)][Task.DEPLOY]
    passed = [each for each in deploy if "iam:PassRole" in each.actions]
    assert passed
    assert all(each.when[-1][1] == "iam:PassedToService" for each in passed)
    bound = target_of(production).boundary
    for action in ("iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary"):
        grants = [each for each in deploy if action in each.actions]
        assert grants
        assert all(
            ("StringEquals", "iam:PermissionsBoundary", bound) in each.when for each in grants
        )
    every = {action for each in deploy for action in each.actions}
    assert not every & {"iam:DeleteRolePermissionsBoundary", "iam:PutRolePolicy", "iam:CreateUser"}


def test_exactly_the_policies_of_aws_that_are_attached_may_be(
    deployments: list[Stack], needed: Mapping[str, Needs]
) -> None:
    attached = {
        each["policy_arn"]
        for deployment in deployments
        for each in deployment.resources("aws_iam_role_policy_attachment").values()
        if each["policy_arn"].startswith("arn:aws:iam::aws:")
    }
    for deployment in deployments:
        deploy = needed[str(deployment)][Task.DEPLOY]
        (accepted,) = {
            value
            for each in deploy
            for operator, key, value in each.when
            if (operator, key) == ("ArnEquals", "iam:PolicyARN")
        }
        assert set(accepted.split()) == attached


ACTIONS, RESOURCES = ("s3:A", "s3:B", "s3:C"), ("arn:x", "arn:y", "*")
WHEN = ((), (("StringEquals", "k", "1"),), (("StringEquals", "k", "2"),))
GRANTS = st.builds(
    lambda actions, resources, when: Grant(tuple(actions), tuple(resources), when),
    st.lists(st.sampled_from(ACTIONS), min_size=1, unique=True),
    st.lists(st.sampled_from(RESOURCES), min_size=1, unique=True),
    st.sampled_from(WHEN),
)


def allowed(grants: list[Grant]) -> set[tuple[str, str, str]]:
    return {
        (action, resource, value)
        for each in grants
        for action, resource in itertools.product(each.actions, each.resources)
        for value in (each.when[0][2].split() if each.when else [""])
    }


@given(st.lists(GRANTS, max_size=8))
def test_merging_allows_exactly_the_same(grants: list[Grant]) -> None:
    assert allowed(merged(grants)) == allowed(grants)


@pytest.mark.parametrize("count", [1, 300, 2000])
def test_a_grant_that_no_document_holds_is_split(count: int) -> None:
    actions = " ".join(f"ec2:DescribeSomethingNumber{number}" for number in range(count))
    needs: Needs = dict.fromkeys(Task, ()) | {Task.PLAN: (grant(actions),)}
    found = policies("clinic", needs)
    assert max(each.size for each in found) <= LONGEST
    listed = [a for p in found for s in p.document["Statement"] for a in as_list(s["Action"])]
    assert sorted(listed) == sorted(actions.split())
    assert len({each.name for each in found}) == len(found)


def test_the_boundary_lets_backups_be_copied_to_each_other_region(
    deployments: list[Stack],
) -> None:
    copied = next(stack for stack in deployments if stack.configuration == "copied")
    found = boundary(copied.json, target_of(copied)).document["Statement"]
    regions = {
        arn.split(":")[3]
        for statement in found
        if "backup:CopyIntoBackupVault" in as_list(statement["Action"])
        for arn in as_list(statement["Resource"])
    }
    assert regions == {"us-west-2", "us-east-1", "eu-west-1"}

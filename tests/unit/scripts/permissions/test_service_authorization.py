"""Actions, resources and condition keys are those of AWS's Service Authorization Reference."""

from collections.abc import Iterator

import pytest

from scripts.permissions.command_actions import COMMANDS
from scripts.permissions.state_actions import state_actions
from scripts.permissions.target import Target
from scripts.permissions.task import Task
from scripts.resources import made
from scripts.resources.facets.actions import Grant
from scripts.terraform.backend.place import RemotePlace
from scripts.terraform.documents.policies.patterns import Some, overlap
from tests.unit.scripts.permissions.service_authorization import Known, known

STATE = RemotePlace("state", "openemr/clinic/terraform.tfstate", "us-west-2", "locks", True)
TARGET = Target(
    "clinic",
    "111122223333",
    "us-west-2",
    ("Z0123456789ABCDEFGHIJ",),
    "arn:aws:iam::1:policy/b",
    STATE,
)
# Operations of a type that make it, keep it, read it or remove it, and those of a command.
Group = tuple[str, tuple[Grant, ...]]


def groups() -> Iterator[Group]:
    for entry in made():
        for operation in ("read", "create", "update", "delete"):
            grants = TARGET.filled(iter(getattr(entry.actions, operation)))
            yield f"{entry.name} {operation}", tuple(grants)
    for task in Task:
        grants = TARGET.filled(iter((*COMMANDS[task], *state_actions(task, STATE))))
        yield f"commands {task.value}", tuple(grants)


GROUPS = dict(groups())
# The reference leaves the key out; AWS's own AmazonElastiCacheFullAccess has it for this action:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonElastiCacheFullAccess.html
TAKE_REQUEST_TAGS = {"ec2:CreateTags"}


def matching(patterns: tuple[str, ...], action: Known) -> set[str]:
    """The resource types of an action that one of the patterns may name."""
    return {
        kind
        for kind, form in action.formats.items()
        if any(may_name(pattern, form) for pattern in patterns)
    }


def may_name(pattern: str, form: str) -> bool:
    """Part by part: a wildcard of an ARN's format stands for no colon before the resource."""
    if pattern == "*":
        return True
    parts = zip(pattern.split(":", 5), form.split(":", 5), strict=True)
    return all(overlap(Some(one), Some(other)) for one, other in parts)


@pytest.mark.parametrize("group", GROUPS)
def test_every_action_is_known_and_every_resource_is_one_of_it(group: str) -> None:
    wrong = []
    for grant in GROUPS[group]:
        for name in grant.actions:
            try:
                action = known(name)
            except KeyError:
                wrong.append(f"{name}: unknown")
                continue
            if grant.resources != ("*",) and not matching(grant.resources, action):
                wrong.append(f"{name} on {grant.resources}: accepted {action.formats or '*'}")
        useless = [
            each
            for each in grant.resources
            if each != "*" and not any(matching((each,), known(name)) for name in grant.actions)
        ]
        wrong += [f"{grant.actions}: none acts on {each}" for each in useless]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("group", GROUPS)
def test_every_resource_that_a_request_always_has_is_granted(group: str) -> None:
    granted: dict[str, set[str]] = {}
    for grant in GROUPS[group]:
        for name in grant.actions:
            action = known(name)
            kinds = (
                set(action.formats)
                if grant.resources == ("*",)
                else matching(grant.resources, action)
            )
            granted.setdefault(name, set()).update(kinds)
    # Of a listener either is required, which the reference cannot say.
    either = {"listener/app": "listener/net"}
    for kinds in granted.values():
        kinds.update(either[kind] for kind in set(kinds) & set(either))
    missing = {name: known(name).required - kinds for name, kinds in granted.items()}
    assert not {name: kinds for name, kinds in missing.items() if kinds}


@pytest.mark.parametrize("group", GROUPS)
def test_every_condition_key_is_there_for_the_action(group: str) -> None:
    wrong = []
    for grant in GROUPS[group]:
        for _, key, _ in grant.when:
            head, slash, _ = key.partition("/")
            wanted = {key, f"{head}/${{TagKey}}"} if slash else {key}
            if head.startswith("aws:") and not slash:
                continue  # a key of all requests
            for name in set(grant.actions) - (TAKE_REQUEST_TAGS if "RequestTag" in head else set()):
                action = known(name)
                kinds = matching(grant.resources, action) or {""}
                if not any(action.keys[kind] & wanted for kind in kinds):
                    wrong.append(f"{name}: no {key} among {sorted(action.keys[min(kinds)])}")
    assert not wrong, "\n".join(wrong)


# Actions that AWS lists beside one of ours, for requests that no configuration of ours makes.
NOT_OURS = {
    "apigateway:SetWebACL": "a web ACL of API Gateway",
    "apprunner:AssociateWebAcl": "a web ACL of App Runner",
    "apprunner:DisassociateWebAcl": "a web ACL of App Runner",
    "appsync:SetWebACL": "a web ACL of AppSync",
    "cognito-idp:AssociateWebACL": "a web ACL of Cognito",
    "cognito-idp:DisassociateWebACL": "a web ACL of Cognito",
    "ec2:AssociateVerifiedAccessInstanceWebAcl": "a web ACL of Verified Access",
    "ec2:DisassociateVerifiedAccessInstanceWebAcl": "a web ACL of Verified Access",
    "ecs:ListContainerInstances": "flow logs with ECS fields of container instances",
    "ecs:ListTaskDefinitions": "flow logs with ECS fields",
    "organizations:ListAWSServiceAccessForOrganization": "a trail of an organization",
    "rds:CreateDBSnapshot": "a final snapshot of an instance without a cluster",
    "rds:CreateTenantDatabase": "an instance of Oracle or SQL Server",
    "rds:DeleteTenantDatabase": "an instance of Oracle or SQL Server",
    "route53:AssociateVPCWithHostedZone": "an interface endpoint with private DNS",
    "s3:GetObject": "a cache from a snapshot",
}


def actions_of(*suffixes: str) -> set[str]:
    chosen = [grants for group, grants in GROUPS.items() if group.endswith(suffixes)]
    return {name for grants in chosen for grant in grants for name in grant.actions}


@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_actions_that_aws_asks_for_besides_are_granted_too(operation: str) -> None:
    granted = actions_of(f" {operation}")
    # Whoever changes something may read as well.
    known_of = granted | actions_of(" read", "commands plan") | set(NOT_OURS)
    # Roles are handed to topics for delivery status only, and ours have none.
    pairs = {(beside, name) for name in granted for beside in known(name).dependent}
    pairs -= {("iam:PassRole", "sns:CreateTopic"), ("iam:PassRole", "sns:SetTopicAttributes")}
    assert not {pair for pair in pairs if pair[0] not in known_of}

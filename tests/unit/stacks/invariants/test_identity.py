"""IAM: nobody may do more than the work asks for."""

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from tests.synthesized import Stack, as_list, references, statements
from tests.unit.stacks.invariants.rule import Violation, breaks, check

# Arguments that hold a policy attached to the resource itself; `*` there means that resource.
RESOURCE_POLICIES = {
    "aws_backup_vault_policy": "policy",
    "aws_efs_file_system_policy": "policy",
    "aws_iam_role": "assume_role_policy",
    "aws_kms_key": "policy",
    "aws_s3_bucket_policy": "policy",
    "aws_sns_topic_policy": "policy",
}
# Actions for which AWS knows no resource, or none before it exists.
# https://docs.aws.amazon.com/service-authorization/latest/reference/
WITHOUT_RESOURCE = {
    "ecr:GetAuthorizationToken": "signs in to the registry as a whole",
    "logs:DescribeLogGroups": "ECS Exec and flow logs look for their group among all",
    "ssmmessages:CreateControlChannel": "channels have no ARN",
    "ssmmessages:CreateDataChannel": "channels have no ARN",
    "ssmmessages:OpenControlChannel": "channels have no ARN",
    "ssmmessages:OpenDataChannel": "channels have no ARN",
}
KEYS_GOVERNED_BY_IAM = {
    "aws_kms_key.*": "the account's IAM policies govern its keys; AWS's way to not lock it out",
}
MANAGED_POLICIES = {
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
    "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
}
ON_BEHALF_OF_ANYONE = {
    "aws_iam_role.audit_trail_delivery_role": (
        "CloudTrail names no account when it takes on its role for CloudWatch Logs"
    ),
    "aws_kms_key.encryption_alarms": "EventBridge names no account when it encrypts for SNS",
    "aws_s3_bucket_policy.access_logs_store_policy": (
        "the load balancer's delivery knows no condition; its objects' path names the account"
    ),
    "aws_sns_topic_policy.notifications_alarms_policy": (
        "EventBridge names no account when it publishes"
    ),
    "aws_sns_topic_policy.notifications_copies_policy": (
        "EventBridge names no account when it publishes"
    ),
}
# Keys by which a policy says on whose behalf a service may act.
ON_BEHALF = (
    "aws:SourceAccount",
    "aws:SourceArn",
    "kms:CallerAccount",
    "kms:EncryptionContext:aws:logs:arn",
)
Found = tuple[str, dict[str, Any]]


def resource_statements(stack: Stack) -> Iterator[Found]:
    """Allowing statements of policies attached to resources."""
    for type_, argument in RESOURCE_POLICIES.items():
        for name, attributes in stack.resources(type_).items():
            for statement in statements(attributes[argument]):
                if statement["Effect"] == "Allow":
                    yield f"{type_}.{name}", statement


def identity_statements(stack: Stack) -> Iterator[Found]:
    """Allowing statements of policies attached to roles."""
    for name, policy in stack.resources("aws_iam_policy").items():
        for statement in statements(policy["policy"]):
            if statement["Effect"] == "Allow":
                yield f"aws_iam_policy.{name}", statement


def every_action(stack: Stack) -> Iterator[Violation]:
    """Statements that allow all actions, of AWS or of one service."""
    for address, statement in (*resource_statements(stack), *identity_statements(stack)):
        for action in as_list(statement["Action"]):
            if action == "*" or action.endswith(":*"):
                yield Violation(address, f"allows {action}")
        if {"NotAction", "NotResource", "NotPrincipal"} & statement.keys():
            yield Violation(address, "allows by exclusion")


def every_resource(stack: Stack) -> Iterator[Violation]:
    """Statements of roles that name no resource although their actions have one."""
    for address, statement in identity_statements(stack):
        if "*" in as_list(statement["Resource"]):
            for action in set(as_list(statement["Action"])) - WITHOUT_RESOURCE.keys():
                yield Violation(address, f"allows {action} on everything")


def confused_deputies(stack: Stack) -> Iterator[Violation]:
    """Services, and everyone at all, that could be made to act for another account."""
    for address, statement in resource_statements(stack):
        principal = statement["Principal"]
        own = [who for who in as_list(principal.get("AWS")) if "account_id}:root" in who]
        conditions = [key for test in statement.get("Condition", {}).values() for key in test]
        if not own and not any(key in ON_BEHALF for key in conditions):
            yield Violation(address, f"{statement['Sid']}: {principal} on behalf of anyone")


def inline_policies(stack: Stack) -> Iterator[Violation]:
    """Policies that no list of policies shows."""
    for type_, address, attributes in stack.every():
        if type_ in ("aws_iam_role_policy", "aws_iam_user_policy", "aws_iam_group_policy"):
            yield Violation(address, "is an inline policy")
        if {"inline_policy", "managed_policy_arns"} & attributes.keys():
            yield Violation(address, "has inline policies")


def unlisted_managed_policies(stack: Stack) -> Iterator[Violation]:
    """Policies of AWS beyond the few that its own services ask for."""
    for name, attachment in stack.resources("aws_iam_role_policy_attachment").items():
        arn = attachment["policy_arn"]
        if arn not in MANAGED_POLICIES and not references(arn):
            yield Violation(f"aws_iam_role_policy_attachment.{name}", f"attaches {arn}")


def secrets_by_pattern(stack: Stack) -> Iterator[Violation]:
    """Statements on secrets that are not named one by one."""
    for address, statement in identity_statements(stack):
        actions = as_list(statement["Action"])
        if any(fnmatch("secretsmanager:GetSecretValue", action) for action in actions):
            for resource in as_list(statement["Resource"]):
                if "*" in resource or not references(resource):
                    yield Violation(address, f"reads {resource}")


def test_nobody_may_do_everything(stacks: list[Stack]):
    check(every_action, stacks, KEYS_GOVERNED_BY_IAM)


def test_roles_name_the_resources_they_use(stacks: list[Stack]):
    check(every_resource, stacks)


def test_actions_without_resource_are_all_in_use(deployments: list[Stack]):
    used = {
        action
        for stack in deployments
        for _, statement in identity_statements(stack)
        if "*" in as_list(statement["Resource"])
        for action in as_list(statement["Action"])
    }
    assert used == WITHOUT_RESOURCE.keys()


def test_services_act_on_behalf_of_this_account_only(stacks: list[Stack]):
    check(confused_deputies, stacks, ON_BEHALF_OF_ANYONE)


def test_the_excused_delivery_is_confined_to_the_accounts_own_path(deployments: list[Stack]):
    account = "${data.aws_caller_identity.account_identity.account_id}"
    for stack in deployments:
        policy = stack.at("aws_s3_bucket_policy.access_logs_store_policy")["policy"]
        delivery = next(s for s in statements(policy) if s["Sid"] == "LoadBalancer")
        (resource,) = delivery["Resource"]
        assert resource.endswith(f"/AWSLogs/{account}/*")
        assert delivery["Action"] == ["s3:PutObject"]


def test_every_policy_stands_by_itself(stacks: list[Stack]):
    check(inline_policies, stacks)


def test_few_policies_of_aws_are_used(stacks: list[Stack]):
    # features.md S6: the predecessor attached CloudWatchFullAccess.
    check(unlisted_managed_policies, stacks)


def test_secrets_are_named_one_by_one(stacks: list[Stack]):
    # features.md K4: a role could read all secrets of the cluster, and RDS's.
    check(secrets_by_pattern, stacks)


def test_these_rules_notice(default: Stack):
    policy = "aws_iam_policy.application_task_execution_policy"
    breaks(every_action, default, policy, policy=_allowing("s3:*", "arn:aws:s3:::x"))
    breaks(every_resource, default, policy, policy=_allowing("s3:GetObject", "*"))
    breaks(secrets_by_pattern, default, policy, policy=_allowing("secretsmanager:*", "*"))
    role = "aws_iam_role.backup_access_role"
    trust = _allowing("sts:AssumeRole", "*", Principal={"Service": "backup.amazonaws.com"})
    breaks(confused_deputies, default, role, assume_role_policy=trust)
    breaks(inline_policies, default, role, inline_policy=[{"name": "x"}])
    attachment = "aws_iam_role_policy_attachment.flow_logs_delivery_attachment"
    full = "arn:aws:iam::aws:policy/CloudWatchFullAccess"
    breaks(unlisted_managed_policies, default, attachment, policy_arn=full)


def _allowing(action: str, resource: str, **more: Any) -> str:
    statement = {"Sid": "X", "Effect": "Allow", "Action": action, "Resource": resource, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

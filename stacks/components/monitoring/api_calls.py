"""API calls in the audit trail that somebody should have meant, as data.

The first thirteen are those of the CIS AWS Foundations Benchmark 1.4, chapter 4.
"""

from dataclasses import dataclass

from constructs import Construct

from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.log_metric import count_matches
from stacks.components.monitoring.tier import Tier
from stacks.naming import Names


@dataclass(frozen=True)
class ApiCall:
    """Calls that match `pattern`; more than `tolerated` in five minutes are told."""

    name: str
    what: str
    pattern: str
    tolerated: int = 0


def _any_of(*names: str, source: str = "") -> str:
    """A pattern for calls of these names, of one service if `source` names it."""
    calls = " || ".join(f"($.eventName = {name})" for name in names)
    return (
        f"{{ ($.eventSource = {source}.amazonaws.com) && ({calls}) }}"
        if source
        else f"{{ {calls} }}"
    )


API_CALLS = (
    ApiCall(
        "root_use",
        "The account's root user was used",
        '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS '
        '&& $.eventType != "AwsServiceEvent" }',
    ),
    ApiCall(
        "unauthorized_calls",
        "AWS refused many calls",
        '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        tolerated=10,
    ),
    ApiCall(
        "sign_in_without_mfa",
        "An IAM user signed in to the console without a second factor",
        '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") '
        '&& ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    ),
    ApiCall(
        "failed_sign_ins",
        "Console sign-ins failed",
        '{ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") }',
        tolerated=3,
    ),
    ApiCall(
        "trail_changes",
        "Somebody changed or stopped an audit trail",
        _any_of("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging"),
    ),
    ApiCall(
        "key_deletion",
        "Somebody disabled a key or scheduled its deletion",
        _any_of("DisableKey", "ScheduleKeyDeletion", source="kms"),
    ),
    ApiCall(
        "bucket_policy_changes",
        "Somebody changed who may use a bucket, or how long it keeps objects",
        _any_of(
            *("PutBucketAcl", "PutBucketPolicy", "PutBucketCors", "PutBucketLifecycle"),
            *("PutBucketReplication", "DeleteBucketPolicy", "DeleteBucketCors"),
            *("DeleteBucketLifecycle", "DeleteBucketReplication"),
            source="s3",
        ),
    ),
    ApiCall(
        "iam_changes",
        "Somebody changed rights in IAM",
        _any_of(
            *("DeleteGroupPolicy", "DeleteRolePolicy", "DeleteUserPolicy", "PutGroupPolicy"),
            *("PutRolePolicy", "PutUserPolicy", "CreatePolicy", "DeletePolicy"),
            *("CreatePolicyVersion", "DeletePolicyVersion", "AttachRolePolicy"),
            *("DetachRolePolicy", "AttachUserPolicy", "DetachUserPolicy"),
            *("AttachGroupPolicy", "DetachGroupPolicy"),
        ),
    ),
    ApiCall(
        "security_group_changes",
        "Somebody changed a security group",
        _any_of(
            *("AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"),
            *("RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress"),
            *("CreateSecurityGroup", "DeleteSecurityGroup"),
        ),
    ),
    ApiCall(
        "network_acl_changes",
        "Somebody changed a network ACL",
        _any_of(
            *("CreateNetworkAcl", "CreateNetworkAclEntry", "DeleteNetworkAcl"),
            *("DeleteNetworkAclEntry", "ReplaceNetworkAclEntry", "ReplaceNetworkAclAssociation"),
        ),
    ),
    ApiCall(
        "gateway_changes",
        "Somebody changed a way out of a VPC",
        _any_of(
            *("CreateCustomerGateway", "DeleteCustomerGateway", "AttachInternetGateway"),
            *("CreateInternetGateway", "DeleteInternetGateway", "DetachInternetGateway"),
        ),
    ),
    ApiCall(
        "route_changes",
        "Somebody changed a route",
        _any_of(
            *("CreateRoute", "CreateRouteTable", "ReplaceRoute", "ReplaceRouteTableAssociation"),
            *("DeleteRouteTable", "DeleteRoute", "DisassociateRouteTable"),
        ),
    ),
    ApiCall(
        "vpc_changes",
        "Somebody changed a VPC",
        _any_of(
            *("CreateVpc", "DeleteVpc", "ModifyVpcAttribute", "AcceptVpcPeeringConnection"),
            *("CreateVpcPeeringConnection", "DeleteVpcPeeringConnection"),
            *("RejectVpcPeeringConnection",),
        ),
    ),
    ApiCall(
        "backup_tampering",
        "Somebody deleted backups, or what makes and protects them",
        _any_of(
            *("DeleteBackupPlan", "DeleteBackupSelection", "DeleteBackupVault"),
            *("DeleteBackupVaultAccessPolicy", "DeleteBackupVaultLockConfiguration"),
            *("DeleteRecoveryPoint", "PutBackupVaultLockConfiguration"),
            source="backup",
        ),
    ),
)


def api_calls(scope: Construct, names: Names, log_group_name: str) -> Tier:
    """Count the calls in the trail's log group, which holds all Regions; one alarm for each kind.

    A change to the deployment raises some of them; whoever makes it knows that.
    """
    namespace = names("trail")
    alarms = []
    for call in API_CALLS:
        calls = count_matches(
            scope,
            call.name,
            namespace=namespace,
            log_group_name=log_group_name,
            pattern=call.pattern,
        )
        alarms.append(
            Alarm(
                call.name,
                f"{call.what}. Look in the audit trail at who, and ask whether they meant it.",
                {"calls": calls},
                limit=call.tolerated,
                # An hour without any API call is unusual, but no fault.
                silence=Silence.FINE,
            )
        )
    return Tier("API calls", alarms)

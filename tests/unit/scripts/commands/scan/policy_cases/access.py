"""Cases of policies about rights, secrets and types."""

import json
from typing import Any

from tests.unit.scripts.commands.scan.policy_cases import (
    ACCOUNT,
    Cases,
    Resources,
    allowing,
    containers,
    document,
    one,
)

DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["${aws_s3_bucket.b.arn}", "${aws_s3_bucket.b.arn}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
NAMED = {"Action": "s3:GetObject", "Resource": "${aws_s3_bucket.b.arn}/*"}
BOUND = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
SERVICE = {"Service": "backup.amazonaws.com"}


def _cache_user(access: str) -> Resources:
    properties = {
        "AccessString": access,
        "Engine": "valkey",
        "UserId": "sessions",
        "UserName": "openemr",
        "AuthenticationMode": {
            "Type": "password",
            "Passwords": ["{{resolve:secretsmanager:arn:SecretString:password}}"],
        },
    }
    user = {"Type": "AWS::ElastiCache::User", "Properties": properties}
    return one("aws_cloudformation_stack", template_body=json.dumps({"Resources": {"User": user}}))


def _trust(condition: dict[str, Any]) -> Resources:
    policy = allowing(Principal=SERVICE, Action="sts:AssumeRole", Condition=condition)
    return one("aws_iam_role", assume_role_policy=policy)


def _bucket_policy(**terms: Any) -> Resources:
    return one("aws_s3_bucket_policy", policy=allowing(**terms, **NAMED))


def _role(action: str) -> Resources:
    """The role of a flow log, which may do one thing."""
    service = {"Service": "vpc-flow-logs.amazonaws.com"}
    trust = allowing(Principal=service, Action="sts:AssumeRole", Condition=BOUND)
    rights = allowing(Action=[action], Resource=["${aws_cloudwatch_log_group.x.arn}:*"])
    return {
        **one("aws_flow_log", iam_role_arn="${aws_iam_role.x.arn}"),
        **one("aws_iam_role", assume_role_policy=trust),
        **one("aws_iam_policy", policy=rights),
        **one(
            "aws_iam_role_policy_attachment",
            role="${aws_iam_role.x.name}",
            policy_arn="${aws_iam_policy.x.arn}",
        ),
    }


def _topic_policy(action: str) -> Resources:
    """A topic to which EventBridge may do one thing."""
    who = {"Service": "events.amazonaws.com"}
    allowed = allowing(Principal=who, Action=[action], Resource=["${aws_sns_topic.t.arn}"])
    return one("aws_sns_topic_policy", policy=allowed)


def _container(**changes: Any) -> Resources:
    """A container with every setting that it needs."""
    options = {"awslogs-group": "g", "awslogs-region": "us-west-2"}
    return containers(
        **{
            "command": ["serve"],
            "entryPoint": ["sh"],
            "environment": [{"name": "MYSQL_HOST", "value": "db"}],
            "linuxParameters": {"capabilities": {"drop": ["ALL"]}},
            "logConfiguration": {"logDriver": "awslogs", "options": options},
            "mountPoints": [{"containerPath": "/sites", "sourceVolume": "sites"}],
            "secrets": [{"name": "PASS", "valueFrom": "${aws_secretsmanager_secret.s.arn}:p::"}],
            **changes,
        }
    )


CASES: Cases = {
    "OEMR_1": (
        one("aws_s3_bucket_policy", policy=document(DENY)),
        one("aws_s3_bucket_policy", policy=document(DENY | {"Effect": "Allow"})),
    ),
    "OEMR_6": (
        one("aws_iam_policy", policy=allowing(**NAMED)),
        one("aws_iam_role_policy", policy=allowing(**NAMED)),
    ),
    "OEMR_7": (
        one("aws_iam_policy", policy=allowing(**NAMED)),
        one("aws_iam_policy", policy=allowing(**NAMED | {"Action": "s3:*"})),
    ),
    "OEMR_8": (
        containers(privileged=False, linuxParameters={"capabilities": {"drop": ["ALL"]}}),
        containers(privileged=True, linuxParameters={"capabilities": {"drop": ["ALL"]}}),
    ),
    "OEMR_10": (
        containers(environment=[{"name": "MYSQL_HOST", "value": "db"}]),
        containers(environment=[{"name": "MYSQL_PASSWORD", "value": "hunter2"}]),
    ),
    "OEMR_11": (
        containers(image=f"openemr/openemr@sha256:{'0' * 64}"),
        containers(image="openemr/openemr:8.3.0-2026-08-30"),
    ),
    "OEMR_26": (
        one(
            "aws_iam_role_policy_attachment",
            policy_arn="arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        ),
        one(
            "aws_iam_role_policy_attachment",
            policy_arn="arn:aws:iam::aws:policy/CloudWatchLogsFullAccess",
        ),
    ),
    "OEMR_27": (
        one("aws_iam_policy", policy=allowing(Action="logs:DescribeLogGroups", Resource="*")),
        one("aws_iam_policy", policy=allowing(Action="s3:GetObject", Resource="*")),
    ),
    "OEMR_35": (_trust(BOUND), _trust({})),
    "OEMR_36": (
        _bucket_policy(Principal=SERVICE, Condition=BOUND),
        _bucket_policy(Principal=SERVICE),
    ),
    "OEMR_37": (
        one("aws_rds_cluster", manage_master_user_password=True),
        one("aws_rds_cluster", manage_master_user_password=True, master_password="hunter2"),
    ),
    "OEMR_42": (one("aws_vpc"), one("aws_iam_user")),
    "OEMR_44": (_cache_user("on ~session:* -@all +get"), _cache_user("on ~* +@all")),
    "OEMR_53": (_role("logs:PutLogEvents"), _role("iam:PassRole")),
    "OEMR_58": (_topic_policy("sns:Publish"), _topic_policy("sns:AddPermission")),
    "OEMR_57": (_container(), _container(user="0")),
    "OEMR_46": (
        one("aws_iam_policy", policy=allowing(**NAMED)),
        one("aws_iam_policy", policy="${jsonencode({})}"),
    ),
}

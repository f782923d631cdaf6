"""Cases of policies about rights, secrets and types."""

import json
from typing import Any

from tests.compliance.policy_cases import (
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
    "OEMR_11": (containers(), containers(image="openemr/openemr:latest")),
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
    "OEMR_46": (
        one("aws_iam_policy", policy=allowing(**NAMED)),
        one("aws_iam_policy", policy="${jsonencode({})}"),
    ),
}

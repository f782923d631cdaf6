"""Defects of who may what: tiers, roles, policies of resources, cache users."""

import json
from typing import Any

from tests.contract.scan.mutations.edits import (
    Attributes,
    Edit,
    drop,
    grant,
    put,
    text,
    values,
)

INGRESS = "aws_vpc_security_group_ingress_rule"
EGRESS = "aws_vpc_security_group_egress_rule"
RUNTIME = "aws_iam_policy.application_task_runtime_policy"
EXECUTION = "aws_iam_policy.application_task_execution_policy"
KEY = "aws_kms_key.encryption_logs"
TOPIC = "aws_sns_topic_policy.notifications_*"
BUCKET = "aws_s3_bucket_policy.access_logs_*"
STACK = "aws_cloudformation_stack.*"
SESSIONS = "~PHPREDIS_SESSION:*"


def _group(component: str) -> str:
    return f"${{aws_security_group.{component}_perimeter_group.id}}"


def _between(server: str, client: str, first: int, last: int) -> Edit:
    return values(
        security_group_id=_group(server),
        referenced_security_group_id=_group(client),
        ip_protocol="tcp",
        from_port=first,
        to_port=last,
        description="x",
    )


def _out(component: str, port: int) -> Edit:
    return values(
        security_group_id=_group(component),
        cidr_ipv4="10.0.0.0/8",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        description="x",
    )


def _statement(sid: str, edit: Any, attribute: str = "policy") -> Edit:
    def change(policy: Attributes) -> None:
        edit(next(one for one in policy["Statement"] if one["Sid"] == sid))

    return text(attribute, change)


def _cache_user(access: str) -> Edit:
    def change(template: Attributes) -> None:
        template["Resources"]["User"]["Properties"]["AccessString"] = access

    return text("template_body", change)


def _template(change: Any) -> Edit:
    return text("template_body", change)


TIERS: list[tuple[str, Edit | None, str, str]] = [
    (f"{INGRESS}.new", _between("database", "front_door", 3307, 3307), "OEMR_52", "door to data"),
    (f"{INGRESS}.new", _between("cache", "front_door", 6379, 6379), "OEMR_52", "door to sessions"),
    (f"{INGRESS}.new", _between("database", "application", 0, 65535), "OEMR_52", "all ports"),
    (f"{INGRESS}.new", _between("database", "application", 22, 22), "OEMR_52", "other port"),
    (f"{INGRESS}.new", _between("application", "database", 443, 443), "OEMR_52", "backwards"),
    (f"{INGRESS}.new", _between("files", "cache", 2049, 2049), "OEMR_52", "store to store"),
    (f"{EGRESS}.new", _out("database", 443), "OEMR_52", "database calls out"),
    (f"{EGRESS}.new", _out("cache", 443), "OEMR_52", "cache calls out"),
    (f"{EGRESS}.new", _out("application", 22), "OEMR_19", "tasks reach ssh"),
    (
        "aws_rds_cluster.*",
        put("vpc_security_group_ids", [_group("front_door")]),
        "OEMR_52",
        "database behind the door's group",
    ),
]
ROLES: list[tuple[str, Edit | None, str, str]] = [
    *(
        (RUNTIME, grant(Action=[action], Resource=["${aws_s3_bucket.x.arn}"]), "OEMR_53", action)
        for action in (
            "s3:DeleteObject",
            "iam:PutRolePolicy",
            "kms:ScheduleKeyDeletion",
            "rds:DeleteDBCluster",
            "backup:DeleteRecoveryPoint",
            "cloudtrail:StopLogging",
            "ssm:StartSession",
            "secretsmanager:GetSecretValue",
        )
    ),
    (
        EXECUTION,
        grant(Action=["s3:PutObject"], Resource=["${aws_s3_bucket.x.arn}/*"]),
        "OEMR_53",
        "x",
    ),
    (EXECUTION, _statement("SecretsKey", lambda one: one.pop("Condition")), "OEMR_53", "any way"),
    (EXECUTION, _statement("Pull", lambda one: one.update(Resource="*")), "OEMR_53", "any image"),
    (
        EXECUTION,
        _statement("Pull", lambda one: one.update(Resource="${aws_s3_bucket.x.arn}")),
        "OEMR_53",
        "images out of a bucket",
    ),
    (RUNTIME, _statement("MountSites", lambda one: one.pop("Condition")), "OEMR_53", "any mount"),
    (
        "aws_iam_role_policy_attachment.new",
        values(
            role="${aws_iam_role.application_task_runtime_role.name}",
            policy_arn="${aws_iam_policy.application_task_execution_policy.arn}",
        ),
        "OEMR_53",
        "secrets for containers",
    ),
    (
        "aws_iam_role_policy_attachment.new",
        values(
            role="${aws_iam_role.application_task_runtime_role.name}",
            policy_arn="arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        ),
        "OEMR_53",
        "a service's rights for containers",
    ),
    (
        "aws_iam_role.application_task_runtime_role",
        _statement(
            "Trust",
            lambda one: one.update(Principal={"Service": "ec2.amazonaws.com"}),
            "assume_role_policy",
        ),
        "OEMR_53",
        "taken on by machines",
    ),
    ("aws_iam_policy.new", values(policy=json.dumps({"Statement": []})), "OEMR_53", "for nobody"),
]
RESOURCES: list[tuple[str, Edit | None, str, str]] = [
    (KEY, _statement("LogGroups", lambda one: one.update(Action="kms:*")), "OEMR_58", "all of KMS"),
    (
        KEY,
        _statement("ViaS3", lambda one: one["Condition"]["StringEquals"].pop("kms:ViaService")),
        "OEMR_58",
        "by any service",
    ),
    (
        KEY,
        _statement("LogGroups", lambda one: one.update(NotAction=one.pop("Action"))),
        "OEMR_58",
        "NotAction",
    ),
    (
        KEY,
        _statement("LogGroups", lambda one: one.update(Principal={"Service": "ec2.amazonaws.com"})),
        "OEMR_58",
        "another service",
    ),
    (
        TOPIC,
        _statement("FromEvents", lambda one: one.update(Resource="*")),
        "OEMR_58",
        "every topic",
    ),
    (
        TOPIC,
        _statement("FromCloudwatch", lambda one: one.update(Action="sns:*")),
        "OEMR_58",
        "all of SNS",
    ),
    (BUCKET, _statement("Buckets", lambda one: one.update(Action="s3:*")), "OEMR_58", "all of S3"),
    (
        BUCKET,
        _statement("TlsOnly", lambda one: one.update(Effect="Allow")),
        "OEMR_58",
        "denial turned",
    ),
    (
        "aws_efs_file_system_policy.*",
        _statement("AccessPointOnly", lambda one: one.update(Resource="arn:aws:efs:::other")),
        "OEMR_39",
        "other files refused",
    ),
    (
        "aws_backup_vault_policy.*",
        text("policy", lambda policy: policy["Statement"][0].update(Resource="arn:aws:backup:::x")),
        "OEMR_29",
        "other copies refused",
    ),
    (
        "aws_backup_vault_lock_configuration.*",
        put("min_retention_days", 1),
        "OEMR_29",
        "locked for a day",
    ),
]
CACHE: list[tuple[str, Edit | None, str, str]] = [
    *(
        (STACK, _cache_user(access), "OEMR_44", about)
        for access, about in (
            (f"on nopass {SESSIONS} -@all +get", "no password"),
            (f"on {SESSIONS} -@all +get +flushall", "may empty it"),
            (f"on {SESSIONS} -@all +get +keys", "may list it"),
            (f"on {SESSIONS} -@all +@write", "may write anyhow"),
            ("on %R~* -@all +get", "reads every key"),
        )
    ),
    (STACK, _template(lambda one: one["Resources"].clear()), "OEMR_44", "no user"),
    (
        STACK,
        _template(
            lambda one: one["Resources"]["User"]["Properties"]["AuthenticationMode"].pop(
                "Passwords"
            )
        ),
        "OEMR_44",
        "passwords left out",
    ),
    (
        STACK,
        _template(lambda one: one["Outputs"].update(X={"Value": "{{resolve:secretsmanager:x}}"})),
        "OEMR_44",
        "given away",
    ),
    ("aws_lb_listener.front_door_https", drop("certificate_arn"), "OEMR_5", "none"),
]
MUTATIONS = [*TIERS, *ROLES, *RESOURCES, *CACHE]

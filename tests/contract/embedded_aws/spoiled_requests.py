"""Requests that break one constraint of AWS's models each, and the error code of AWS."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

ALIAS = {"AliasName": "alias/records", "TargetKeyId": "12345678-1234-1234-1234-123456789012"}
ROLE = {"RoleName": "role", "AssumeRolePolicyDocument": "{}"}
TARGETS = {"Name": "targets", "Protocol": "HTTPS", "Port": 443}
ALARM = {"AlarmName": "alarm", "ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1}
IP_SET = {"Name": "set", "Scope": "REGIONAL", "IPAddressVersion": "IPV4", "Addresses": []}
ZONE = {"Name": "example.org", "CallerReference": "zone"}
TABLE = {
    "TableName": "table",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}
TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/cluster/service",
    "ScalableDimension": "ecs:service:DesiredCount",
}


@dataclass(frozen=True)
class Spoiled:
    """A request with one member missing or of a value that the model does not allow."""

    kind: str
    service: str
    operation: str
    request: dict[str, Any]
    # As the error message names it.
    member: str
    code: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.service} {self.member}"


def _without(request: dict[str, Any], member: str) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != member}


def _named(
    kind: str, service: str, operation: str, code: str, whole: dict[str, Any], **spoiled: Any
) -> Spoiled:
    """A request with one member of another value."""
    (member,) = spoiled
    path = member[:1].lower() + member[1:]
    return Spoiled(kind, service, operation, whole | spoiled, path, code)


def _missing() -> Iterator[Spoiled]:
    """One for each way to write a request, and more."""
    rule = {"ID": "old", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    for service, operation, request, member, code in [
        (
            "kms",
            "create_alias",
            _without(ALIAS, "TargetKeyId"),
            "targetKeyId",
            "ValidationException",
        ),
        ("ecs", "create_service", {}, "serviceName", "InvalidParameterException"),
        (
            "logs",
            "put_retention_policy",
            {"logGroupName": "a"},
            "retentionInDays",
            "InvalidParameterException",
        ),
        ("ec2", "create_subnet", {"CidrBlock": "10.0.0.0/24"}, "vpcId", "MissingParameter"),
        (
            "rds",
            "create_db_cluster",
            {"DBClusterIdentifier": "a"},
            "engine",
            "InvalidParameterValue",
        ),
        ("iam", "create_role", {"RoleName": "role"}, "assumeRolePolicyDocument", "ValidationError"),
        ("elbv2", "create_load_balancer", {"Subnets": ["subnet-1"]}, "name", "ValidationError"),
        (
            "backup",
            "start_backup_job",
            {"BackupVaultName": "vault", "ResourceArn": "arn:aws:s3:::a"},
            "iamRoleArn",
            "MissingParameterValueException",
        ),
        (
            "efs",
            "put_lifecycle_configuration",
            {"FileSystemId": "fs-12345678"},
            "lifecyclePolicies",
            "BadRequest",
        ),
        ("route53", "create_hosted_zone", _without(ZONE, "Name"), "name", "InvalidInput"),
        (
            "s3",
            "put_bucket_lifecycle_configuration",
            {"Bucket": "bucket", "LifecycleConfiguration": {"Rules": [rule]}},
            "lifecycleConfiguration.rules.1.member.status",
            "MalformedXML",
        ),
    ]:
        yield Spoiled("missing member", service, operation, request, member, code)


SPOILED = [
    *_missing(),
    _named(
        "enum",
        "acm",
        "request_certificate",
        "ValidationException",
        {"DomainName": "example.org"},
        ValidationMethod="FAX",
    ),
    _named(
        "enum",
        "application-autoscaling",
        "register_scalable_target",
        "ValidationException",
        TARGET,
        ServiceNamespace="ecks",
    ),
    _named("enum", "elbv2", "create_target_group", "ValidationError", TARGETS, Protocol="SMTP"),
    _named(
        "enum", "wafv2", "create_ip_set", "ValidationException", IP_SET, IPAddressVersion="IPV5"
    ),
    _named(
        "enum",
        "ec2",
        "create_vpc",
        "InvalidParameterValue",
        {"CidrBlock": "10.0.0.0/16"},
        InstanceTenancy="shared",
    ),
    _named(
        "enum",
        "efs",
        "create_file_system",
        "BadRequest",
        {"CreationToken": "a"},
        PerformanceMode="fast",
    ),
    _named("enum", "dynamodb", "create_table", "ValidationException", TABLE, BillingMode="FREE"),
    _named(
        "enum",
        "cloudwatch",
        "put_metric_alarm",
        "ValidationException",
        ALARM,
        ComparisonOperator="Near",
    ),
    _named("enum", "s3", "create_bucket", "InvalidArgument", {"Bucket": "bucket"}, ACL="mine"),
    Spoiled(
        "enum",
        "s3",
        "put_bucket_versioning",
        {"Bucket": "bucket", "VersioningConfiguration": {"Status": "On"}},
        "versioningConfiguration.status",
        "MalformedXML",
    ),
    _named(
        "pattern", "kms", "create_alias", "ValidationException", ALIAS, AliasName="alias/two words"
    ),
    _named(
        "pattern",
        "logs",
        "create_log_group",
        "InvalidParameterException",
        {},
        logGroupName="two words",
    ),
    _named("pattern", "iam", "create_role", "ValidationError", ROLE, RoleName="two words"),
    _named(
        "pattern",
        "backup",
        "create_backup_vault",
        "InvalidParameterValueException",
        {},
        BackupVaultName="two words",
    ),
    _named("pattern", "wafv2", "create_ip_set", "ValidationException", IP_SET, Name="two words"),
    _named(
        "pattern",
        "events",
        "put_rule",
        "ValidationException",
        {"ScheduleExpression": "rate(1 day)"},
        Name="two words",
    ),
    _named(
        "pattern",
        "ecr",
        "create_repository",
        "InvalidParameterException",
        {},
        repositoryName="Upper",
    ),
    Spoiled(
        "pattern",
        "iam",
        "tag_role",
        {"RoleName": "role", "Tags": [{"Key": "a", "Value": "a,b"}]},
        "tags.1.member.value",
        "ValidationError",
    ),
    _named(
        "range",
        "kms",
        "schedule_key_deletion",
        "ValidationException",
        {"KeyId": "a"},
        PendingWindowInDays=400,
    ),
    _named("range", "elbv2", "create_target_group", "ValidationError", TARGETS, Port=70_000),
    _named(
        "range", "cloudwatch", "put_metric_alarm", "ValidationException", ALARM, EvaluationPeriods=0
    ),
    _named("range", "iam", "create_role", "ValidationError", ROLE, MaxSessionDuration=60),
    Spoiled(
        "range",
        "secretsmanager",
        "rotate_secret",
        {"SecretId": "a", "RotationRules": {"AutomaticallyAfterDays": 1001}},
        "rotationRules.automaticallyAfterDays",
        "ValidationException",
    ),
    _named(
        "range",
        "efs",
        "create_file_system",
        "BadRequest",
        {"CreationToken": "a"},
        ProvisionedThroughputInMibps=0.5,
    ),
    _named("range", "acm", "list_certificates", "ValidationException", {}, MaxItems=0),
    _named("range", "ec2", "describe_instance_types", "InvalidParameterValue", {}, MaxResults=1),
    _named("length", "iam", "create_role", "ValidationError", ROLE, RoleName="r" * 65),
    _named(
        "length",
        "logs",
        "create_log_group",
        "InvalidParameterException",
        {},
        logGroupName="l" * 513,
    ),
    _named(
        "length",
        "secretsmanager",
        "create_secret",
        "ValidationException",
        {"SecretString": "a"},
        Name="s" * 513,
    ),
    _named(
        "length",
        "events",
        "put_rule",
        "ValidationException",
        {"ScheduleExpression": "rate(1 day)"},
        Name="r" * 65,
    ),
    _named(
        "length",
        "cloudwatch",
        "put_metric_alarm",
        "ValidationException",
        ALARM,
        AlarmName="a" * 256,
    ),
    _named(
        "length", "wafv2", "create_ip_set", "ValidationException", IP_SET, Description="d" * 257
    ),
    _named(
        "length", "route53", "create_hosted_zone", "InvalidInput", ZONE, CallerReference="c" * 129
    ),
    _named(
        "length",
        "elbv2",
        "create_target_group",
        "ValidationError",
        TARGETS,
        HealthCheckPath="/" + "p" * 1024,
    ),
]

"""The database and the cache."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, strings
from scripts.terraform.documents.embedded import readable

# cdk-nag's own limit: https://github.com/cdklabs/cdk-nag, ElastiCacheRedisClusterAutomaticBackup
LEAST_SNAPSHOT_DAYS = 15
CACHE_ARGUMENTS = ("kms_key_id", "security_group_ids", "subnet_ids", "user_group_id")


@policy(
    3,
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B)",
    nag="ElastiCacheRedisClusterAutomaticBackup AwsSolutions-AEC1 AwsSolutions-AEC3 "
    "AwsSolutions-AEC4 AwsSolutions-AEC6",
)
def serverless_cache(configuration: Configuration) -> Violations:
    """A serverless cache has a key, a security group, subnets, a user group and 15 snapshots."""
    # Such a cache is always encrypted in transit and spread over its subnets' zones.
    for cache in configuration.of("aws_elasticache_serverless_cache"):
        for attribute in CACHE_ARGUMENTS:
            if not cache.get(attribute):
                yield cache.violates(f"no {attribute}")
        days = cache.get("snapshot_retention_limit") or 0
        if days < LEAST_SNAPSHOT_DAYS:
            yield cache.violates(f"snapshots are kept {days} days, not {LEAST_SNAPSHOT_DAYS}")
    for cluster in configuration.of("aws_elasticache_cluster", "aws_elasticache_replication_group"):
        yield cluster.violates("caches here are serverless, which are always encrypted in transit")


DATABASE_LOGS = {"audit", "error", "general", "slowquery"}


@policy(4, hipaa="308(a)(3)(ii)(A) 308(a)(5)(ii)(C)", nag="RDSLoggingEnabled AwsSolutions-RDS16")
def aurora_log_exports(configuration: Configuration) -> Violations:
    """An Aurora cluster exports its audit, error, general and slow-query logs."""
    # A log that is exported and switched off stays empty; that is allowed.
    for cluster in configuration.of("aws_rds_cluster"):
        missing = DATABASE_LOGS - set(cluster.get("enabled_cloudwatch_logs_exports") or [])
        if missing:
            yield cluster.violates(f"not exported: {', '.join(sorted(missing))}")


# Aurora's names: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/
# AuroraMySQL.Auditing.html and .../AuroraMySQL.Security.html
SWITCHED_ON = (
    "require_secure_transport",
    "server_audit_logging",
    "server_audit_logs_upload",
    "slow_query_log",
)
# Others could leave people out of the audit, or open files and roles to SQL.
REVIEWED_PARAMETERS = {
    *SWITCHED_ON,
    "character_set_server",
    "collation_server",
    "general_log",
    "interactive_timeout",
    "local_infile",
    "long_query_time",
    "max_allowed_packet",
    "max_connections",
    "server_audit_events",
    "tls_version",
    "wait_timeout",
}
ON = {"1", "on", "true"}
AUDITED = {"CONNECT", "QUERY_DCL", "QUERY_DDL"}
OLD_TLS = {"tlsv1", "tlsv1.0", "tlsv1.1"}


@policy(15, hipaa="312(b) 312(e)(1) 312(e)(2)(ii)")
def database_parameters(configuration: Configuration) -> Violations:
    """Every Aurora cluster has parameters that demand TLS 1.2 and audit sign-ins and rights."""
    # The general log would carry statements with patients' data, so it must be off.
    for cluster in configuration.of("aws_rds_cluster"):
        groups = configuration.at(cluster.refers_to("db_cluster_parameter_group_name"))
        if not groups:
            yield cluster.violates("no parameter group of this configuration")
        for group in groups:
            yield from (group.violates(reason) for reason in _parameter_reasons(group))


def _parameter_reasons(group: Resource) -> Iterator[str]:
    values = {each.get("name"): str(each.get("value")) for each in group.blocks("parameter")}
    for name in sorted(set(map(str, values)) - REVIEWED_PARAMETERS):
        yield f"parameter {name} is not on the allow-list"
    for name in SWITCHED_ON:
        if values.get(name, "").lower() not in ON:
            yield f"{name} is {values.get(name, 'not set')}"
    if not set(values.get("server_audit_events", "").upper().split(",")) >= AUDITED:
        yield f"server_audit_events lacks one of {', '.join(sorted(AUDITED))}"
    versions = {each.strip().lower() for each in values.get("tls_version", "TLSv1").split(",")}
    if versions & OLD_TLS:
        yield f"tls_version is {values.get('tls_version', 'not set')}"
    if values.get("general_log", "0").lower() in ON:
        yield "general_log would write patients' data into the log"


DEFAULT_PORT = 3306


@policy(18, nag="AwsSolutions-RDS11")
def database_port(configuration: Configuration) -> Violations:
    """The database listens on another port than its engine's default."""
    # A cluster without `port` has the default.
    for cluster in configuration.of("aws_rds_cluster"):
        if cluster.get("port") in (None, DEFAULT_PORT):
            yield cluster.violates(f"port {DEFAULT_PORT}")


USER_TYPE = "AWS::ElastiCache::User"
FROM_SECRET = "{{resolve:secretsmanager:"  # noqa: S105
USER_PROPERTIES = ("AccessString", "AuthenticationMode", "Engine", "UserId", "UserName")
# Keys below a prefix, never all of them, nor by a pattern of rights such as `%R~*`.
KEY_PATTERN = re.compile(r"~[A-Za-z0-9_]+:\*")
# What a session handler that locks needs; none of it lists, empties or administers anything. A
# script may do what its user may, on the same keys.
SESSION_COMMANDS = {
    *("-@all", "+@connection", "+del", "+eval", "+evalsha", "+exists", "+expire", "+get"),
    *("+getex", "+ping", "+set", "+setex", "+touch", "+ttl"),
}


@policy(44, hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(d)", nag="AwsSolutions-AEC6")
def cache_users(configuration: Configuration) -> Violations:
    """A cache user has a password from Secrets Manager and rights on its own keys only."""
    # Users are made by CloudFormation, which alone keeps the password out of the state.
    for stack, template in readable(configuration, {"aws_cloudformation_stack": "template_body"}):
        for reason in _template_reasons(template if isinstance(template, dict) else {}):
            yield stack.violates(reason)
    for user in configuration.of("aws_elasticache_user"):
        if user.get("no_password_required"):
            yield user.violates("a cache user without password")


def _template_reasons(template: Mapping[str, Any]) -> Iterator[str]:
    made = (template.get("Resources") or {}).values()
    if not any(each.get("Type") == USER_TYPE for each in made):
        yield "creates no cache user"
    for each in made:
        if each.get("Type") != USER_TYPE:
            yield f"creates {each.get('Type')}, which no check covers"
        else:
            yield from _user_reasons(each.get("Properties") or {})
    if any(FROM_SECRET in text for text in strings(template.get("Outputs") or {})):
        yield "exposes a secret as an output"


def _user_reasons(properties: Mapping[str, Any]) -> Iterator[str]:
    for name in USER_PROPERTIES:
        if not properties.get(name):
            yield f"a cache user without {name}"
    mode = properties.get("AuthenticationMode") or {}
    passwords = as_list(mode.get("Passwords"))
    has_none = mode.get("Type") == "password" and not passwords
    if (
        has_none
        or mode.get("Type") not in ("password", "iam")
        or "NoPasswordRequired" in properties
    ):
        yield "a cache user without password"
    if any(not str(each).startswith(FROM_SECRET) for each in passwords):
        yield "a cache user's password is written in the template"
    access = str(properties.get("AccessString", "")).split()
    if "-@all" not in access:
        yield "a cache user may run every command"
    for word in access:
        if word not in SESSION_COMMANDS | {"on", "off"} and not KEY_PATTERN.fullmatch(word):
            yield f"a cache user's access string contains {word!r}"


# Type -> argument -> releases with standard support:
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html (2026-11)
SUPPORTED_RELEASES = {
    "aws_elasticache_serverless_cache": {
        "engine": re.compile("valkey"),
        "major_engine_version": re.compile("[89]"),
    },
    "aws_elasticache_user_group": {"engine": re.compile("valkey")},
    "aws_rds_cluster": {
        "engine": re.compile("aurora-mysql"),
        "engine_version": re.compile(r"8\.(0|4)\.mysql_aurora\.[3-9]\..+"),
    },
    "aws_rds_cluster_parameter_group": {"family": re.compile(r"aurora-mysql8\.(0|4)")},
}


@policy(56, hipaa="308(a)(5)(ii)(B)")
def supported_releases(configuration: Configuration) -> Violations:
    """Database and cache run on releases that AWS still supports."""
    # Aurora MySQL 2 and Redis OSS cost more each year, and get no more than urgent fixes.
    for type_, arguments in SUPPORTED_RELEASES.items():
        for resource in configuration.of(type_):
            for argument, supported in arguments.items():
                found = str(resource.get(argument))
                if not supported.fullmatch(found):
                    yield resource.violates(f"{argument} is {found}")

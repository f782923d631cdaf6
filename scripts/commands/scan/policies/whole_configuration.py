"""Allow-lists and completeness of the configuration as a whole."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.documents import json_attributes, made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.resources import made
from scripts.terraform.documents.arguments import missing, unlisted, values_at
from scripts.terraform.documents.configuration import Resource, as_list, blocks, references
from scripts.terraform.documents.embedded import UnreadableError, decoded

LEAST_DATABASE_BACKUP_DAYS = 7


@policy(40, hipaa="308(a)(7)(ii)(A) 312(b) 312(c)(1) 312(e)(1)")
def protective_switches(configuration: Configuration) -> Violations:
    """Arguments that protect are enabled."""
    # By the catalogue: the value must be among the accepted ones.
    for entry, resource in made_resources(configuration):
        for path, accepted in entry.arguments.accepted.items():
            if configuration.planned and path.startswith("lifecycle."):
                continue  # Terraform's own, which the JSON of a plan does not repeat
            found = resource.get(*path.split("."))
            if not any(found is each or found == each for each in accepted):
                yield resource.violates(f"{path} is {found}")
    yield from _exec_is_recorded(configuration)
    for cluster in configuration.of("aws_rds_cluster"):
        days = cluster.get("backup_retention_period") or 1
        if days < LEAST_DATABASE_BACKUP_DAYS:
            yield cluster.violates(f"point-in-time recovery of {days} day(s)")


def _exec_is_recorded(configuration: Configuration) -> Violations:
    """Shells into tasks are recorded where they are possible at all."""
    possible = any(
        each.get("enable_execute_command") for each in configuration.of("aws_ecs_service")
    )
    for cluster in configuration.of("aws_ecs_cluster") if possible else []:
        yield from (cluster.violates(reason) for reason in _missing_records(cluster))


def _missing_records(cluster: Resource) -> Iterator[str]:
    path = ("configuration", "execute_command_configuration")
    if cluster.get(*path, "logging") != "OVERRIDE":
        yield "sessions of ECS Exec are not recorded"
    log = (*path, "log_configuration")
    if cluster.get(*log, "cloud_watch_log_group_name") and not cluster.get(
        *log, "cloud_watch_encryption_enabled"
    ):
        yield "cloud_watch_encryption_enabled is not true"
    if cluster.get(*log, "s3_bucket_name") and not cluster.get(
        *log, "s3_bucket_encryption_enabled"
    ):
        yield "s3_bucket_encryption_enabled is not true"


DATABASE_LOG_GROUPS = "/aws/rds/cluster/"


@policy(41, hipaa="308(a)(1)(ii)(B) 308(a)(7)(i) 312(b)")
def nothing_missing(configuration: Configuration) -> Violations:
    """Each resource that protects another one exists, and a log group for each database log."""
    # RDS would make missing log groups itself: unencrypted, and kept for ever.
    for entry in made():
        resources = configuration.of(entry.name)
        # A check of a resource cannot fail where the resource is gone.
        if entry.required and configuration.is_deployment and not resources:
            yield configuration.lacks(f"no {entry.name}")
        for resource in resources:
            for companion in entry.requires:
                if not configuration.referring(resource, companion):
                    yield resource.violates(f"no {companion}")
    names = {str(group.get("name")) for group in configuration.of("aws_cloudwatch_log_group")}
    for cluster in configuration.of("aws_rds_cluster"):
        for log in cluster.get("enabled_cloudwatch_logs_exports") or []:
            name = f"{DATABASE_LOG_GROUPS}{cluster.get('cluster_identifier')}/{log}"
            if name not in names:
                yield cluster.violates(f"no log group {name}")


PROGRAMS = ("provisioner", "connection")


@policy(
    42,
    hipaa="308(a)(1)(ii)(B) 308(a)(3)(i) 308(a)(4)(ii)(B) 308(a)(8) 312(a)(1) 312(a)(2)(i) 312(d)",
)
def reviewed_types(configuration: Configuration) -> Violations:
    """Only resource types on the allow-list are created: no users, access keys or machines."""
    # Also the reason why a rule about a service that is not used cannot be broken.
    reviewed = {each.name for each in made() if each.is_made_by(configuration.kind)}
    for resource in configuration.resources:
        if resource.mode == "managed" and resource.type not in reviewed:
            yield resource.violates(f"resource type {resource.type} is not on the allow-list")
        for program in PROGRAMS:
            if resource.get(program):
                yield resource.violates(f"{program} runs programs on the deployer's machine")


DEFAULT_TAGS = ("Application", "ManagedBy")


@policy(45, hipaa="308(a)(1)(ii)(A)")
def scoped_execution(configuration: Configuration) -> Violations:
    """The provider tags everything it makes, so that an audit can tell what belongs to OpenEMR."""
    # Tags are also how cost and incident reports find the deployment.
    if configuration.resources and not configuration.provider:
        yield configuration.lacks("no AWS provider block")
    for provider in configuration.provider:
        tags: dict[str, object] = {}
        for block in blocks(provider, "default_tags"):
            tags |= block.get("tags") or {}
        missing = [tag for tag in DEFAULT_TAGS if not tags.get(tag)]
        if missing:
            yield configuration.lacks(f"no default tag {', '.join(missing)}")
        if provider.get("skip_requesting_account_id") or provider.get("insecure"):
            yield configuration.lacks(
                "the provider skips the check of the account or of TLS certificates"
            )


@policy(46, hipaa="308(a)(8)")
def readable_documents(configuration: Configuration) -> Violations:
    """Policies, container definitions, event patterns and templates are JSON that a scan can read.

    What no check can read would pass every check.
    """
    if configuration.planned:
        return
    for type_, attribute in json_attributes():
        for resource in configuration.of(type_):
            if resource.get(attribute) is None:
                continue
            try:
                decoded(resource, attribute)
            except UnreadableError as unreadable:
                yield resource.violates(str(unreadable))


@policy(47, hipaa="308(a)(8)")
def complete_references(configuration: Configuration) -> Violations:
    """Whatever a resource refers to is part of the same configuration."""
    # Such as the role that delivers logs, or the key that encrypts them.
    # A plan lists data sources only while they are still unread.
    known = set(configuration.by_address)
    for resource in configuration.resources:
        for address in sorted(references(resource.attributes) - known):
            if not (configuration.planned and address.startswith("data.")):
                yield resource.violates(f"{address} is not part of this configuration")


@policy(49, hipaa="312(a)(1) 312(b) 312(e)(1)")
def required_arguments(configuration: Configuration) -> Violations:
    """No argument is omitted whose default would be wider, or would write no record."""
    # Such as subnets and security groups, which default to those of the account's own VPC.
    for entry, resource in made_resources(configuration):
        for path in missing(resource, entry.arguments.needed.split()):
            yield resource.violates(f"no {path}")


@policy(50, hipaa="308(a)(1)(ii)(B) 308(a)(8) 312(a)(1)")
def reviewed_arguments(configuration: Configuration) -> Violations:
    """Every argument of every resource is on the allow-list."""
    # Most ways to weaken a resource are arguments that were better left out.
    for entry, resource in made_resources(configuration):
        for path in unlisted(resource, entry.arguments.all):
            yield resource.violates(f"argument {path} is not on the allow-list")


@policy(51, hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(b) 312(e)(1)")
def own_connections(configuration: Configuration) -> Violations:
    """References name resources of the same configuration and of an expected type."""
    # A literal ARN or id could be anybody's: a stranger's topic, vault, role, bucket or group.
    for entry, resource in made_resources(configuration):
        for path, types in entry.arguments.refers.items():
            yield from _strangers(resource, path, frozenset(types.split()))


def _strangers(resource: Resource, path: str, kinds: frozenset[str]) -> Violations:
    values: list[Any] = list(values_at(resource, path))
    if resource.given is not None and values:
        # In a plan of what is deployed, ARNs stand beside the references that they came from.
        values = [values]
    for value in values:
        found = {address.rpartition(".")[0] for address in references(value)}
        if not found:
            yield resource.violates(f"{path} is {value!r}, not a resource of this configuration")
        elif not found <= kinds:
            yield resource.violates(f"{path} must refer to {' or '.join(sorted(kinds))}")


SECTIONS = {"//", "data", "ephemeral", "output", "provider", "resource", "terraform"}
DATA_SOURCES = {"aws_caller_identity"}
EPHEMERAL_TYPES = {"aws_secretsmanager_random_password"}
PROVIDER_ARGUMENTS = {"allowed_account_ids", "default_tags", "region"}
PROVIDER_SOURCES = {"aws", "hashicorp/aws", "registry.terraform.io/hashicorp/aws"}
EXACTLY = re.compile(r"(= ?)?\d+\.\d+\.\d+")
# 24 letters and digits carry 142 bits.
LEAST_PASSWORD_LENGTH = 24


@policy(54, hipaa="308(a)(1)(ii)(B) 308(a)(5)(ii)(B) 308(a)(8)")
def reviewed_sections(configuration: Configuration) -> Violations:
    """There are no modules, variables, or providers and data sources off the allow-list."""
    # They run programs, bring resources that nobody scans, or keep values in the state.
    for reason in _section_reasons(configuration.document):
        yield configuration.lacks(reason)
    for resource in configuration.resources:
        if resource.mode == "data" and resource.type not in DATA_SOURCES:
            yield resource.violates(f"data source type {resource.type} is not on the allow-list")


def _section_reasons(document: Mapping[str, Any]) -> Iterator[str]:
    for section in sorted(set(document) - SECTIONS):
        yield f"section {section} is not on the allow-list"
    for name in sorted(set(document.get("provider", {})) - {"aws"}):
        yield f"provider {name} is not on the allow-list"
    providers = blocks(document.get("provider", {}), "aws")
    for argument in sorted({key for each in providers for key in each} - PROVIDER_ARGUMENTS):
        yield f"provider argument {argument} is not on the allow-list"
    required = document.get("terraform", {}).get("required_providers", {})
    for name, terms in sorted(next(iter(as_list(required)), {}).items()):
        source, version = terms.get("source"), str(terms.get("version"))
        if name != "aws" or source not in PROVIDER_SOURCES:
            yield f"provider {source} is not on the allow-list"
        elif not EXACTLY.fullmatch(version):
            yield f"provider {source} is not pinned to an exact version: {version}"
    yield from _passwords(document.get("ephemeral", {}))


def _passwords(ephemeral: Mapping[str, Any]) -> Iterator[str]:
    for type_ in sorted(set(ephemeral) - EPHEMERAL_TYPES):
        yield f"ephemeral resource type {type_} is not on the allow-list"
    for name, terms in ephemeral.get("aws_secretsmanager_random_password", {}).items():
        length = terms.get("password_length") or 0
        if length < LEAST_PASSWORD_LENGTH:
            yield f"password {name} has {length} characters, not {LEAST_PASSWORD_LENGTH} or more"

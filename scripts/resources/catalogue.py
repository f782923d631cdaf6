"""Look-ups in the catalogue."""

from collections.abc import Iterator

from scripts.resources import (
    acm,
    application_autoscaling,
    backup,
    cloudformation,
    cloudtrail,
    cloudwatch,
    cloudwatch_logs,
    dynamodb,
    ec2_network,
    ec2_security_groups,
    ecr,
    ecs,
    efs,
    elasticache,
    elasticloadbalancing,
    eventbridge,
    iam,
    kms,
    rds,
    route53,
    s3,
    secretsmanager,
    sns,
    unused_services,
    wafv2,
)
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.discovery import MadeAgain
from scripts.resources.facets.drift import Drift, Sensitivity

_MODULES = (
    acm,
    application_autoscaling,
    backup,
    cloudformation,
    cloudtrail,
    cloudwatch,
    cloudwatch_logs,
    dynamodb,
    ec2_network,
    ec2_security_groups,
    ecr,
    ecs,
    efs,
    elasticache,
    elasticloadbalancing,
    eventbridge,
    iam,
    kms,
    rds,
    route53,
    s3,
    secretsmanager,
    sns,
    unused_services,
    wafv2,
)

# By Terraform's name. Read it at every use: what a command derives from it must not outlive it.
CATALOGUE: dict[str, KnownType] = {each.name: each for module in _MODULES for each in module.TYPES}


def known(type_: str) -> KnownType:
    """The entry of a type; one that assumes the worst for a type that nobody reviewed."""
    return CATALOGUE.get(type_) or KnownType(name=type_, drift=Drift(Sensitivity.GUARD))


def made() -> Iterator[ResourceType]:
    """The types that the stacks make."""
    return (each for each in CATALOGUE.values() if isinstance(each, ResourceType))


def is_made_again(type_: str) -> bool:
    """Whether creating a resource that is there already changes nothing."""
    entry = known(type_)
    return isinstance(entry, ResourceType) and isinstance(entry.discovery, MadeAgain)

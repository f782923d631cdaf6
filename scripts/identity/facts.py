"""Facts that show a deployment to be a production or an evaluation: settings, state and AWS."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scripts.aws.tags import read_tags
from scripts.identity.fact import Fact, Identity, Says, Source
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.inventory.stores import snapshots_of_kind
from scripts.terraform.documents.provider import aws_providers
from stacks.naming import EVALUATION_MASTER_USER

if TYPE_CHECKING:
    from scripts.resources.facets.found import Found


_ENVIRONMENT = "Environment"
# Type -> the protection that such a resource is.
_PROTECTING_TYPES = {
    "aws_backup_vault_lock_configuration": "a vault lock",
    "aws_s3_bucket_object_lock_configuration": "Object Lock",
}
# Argument -> protection of a production; an evaluation has none of them.
_PROTECTING = {
    "deletion_protection": "deletion protection",
    "enable_deletion_protection": "deletion protection",
    "object_lock_enabled": "Object Lock",
}
# An evaluation's buckets, vault and image repository are emptied with their destruction.
_EMPTIED = ("force_destroy", "force_delete")
_EMPTIED_TYPES = ("aws_backup_vault", "aws_ecr_repository", "aws_s3_bucket")


def read_mark(tags: Mapping[str, str] | None, deployment: str) -> tuple[Says, str]:
    """Indication by tags, with a clause for reports; None: they could not be read."""
    if tags is None:
        return Says.UNKNOWN, "tags cannot be read"
    wanted = {"Application": "OpenEMR", "Deployment": deployment}
    for key, value in wanted.items():
        if key not in tags:
            return Says.UNKNOWN, f"tag {key} is missing"
        if tags[key] != value:
            return Says.PRODUCTION, f"tag {key} is {tags[key]}"
    for key, value in tags.items():
        # Another spelling beside the product's own is a doubt, whatever its origin.
        if _folded(key) == _folded(_ENVIRONMENT) and value != Says.EVALUATION.value:
            return Says.PRODUCTION, f"tag {key} is {value or 'empty'}"
    if _ENVIRONMENT not in tags:
        return Says.UNKNOWN, f"tag {_ENVIRONMENT} is missing"
    return Says.EVALUATION, f"tag {_ENVIRONMENT} is evaluation"


def deletion_protections(type_: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Protections by which AWS refuses a deletion, in the configuration or the state."""
    if type_ in _PROTECTING_TYPES:
        yield _PROTECTING_TYPES[type_]
    yield from (words for name, words in _PROTECTING.items() if arguments.get(name) is True)


def protections(type_: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    """Deletion protections, and the other arguments that resources of an evaluation never have."""
    yield from deletion_protections(type_, arguments)
    lifecycle = arguments.get("lifecycle")
    if isinstance(lifecycle, Mapping) and lifecycle.get("prevent_destroy"):
        yield "prevent_destroy"
    if type_ in _EMPTIED_TYPES and any(arguments.get(name) is False for name in _EMPTIED):
        yield "force_destroy false"
    if type_ == "aws_secretsmanager_secret" and arguments.get("recovery_window_in_days"):
        yield "a recovery window"
    user = arguments.get("master_username")
    if type_ == "aws_rds_cluster" and user not in (None, EVALUATION_MASTER_USER):
        yield f"master user {user}"


def _folded(key: str) -> str:
    return unicodedata.normalize("NFKC", key).strip().casefold()


_PROTECTED = "deletion_protection.enabled"


def load_balancer_facts(scope: Scope) -> Iterator[Fact]:
    """Deletion protection of the deployment's load balancers. Raises AwsError."""
    for each in scope.aws.list("elbv2", "describe_load_balancers", "LoadBalancers"):
        name, arn = each["LoadBalancerName"], each["LoadBalancerArn"]
        if scope.is_named(name):
            read = scope.aws.list(
                "elbv2", "describe_load_balancer_attributes", "Attributes", LoadBalancerArn=arn
            )
            if {"Key": _PROTECTED, "Value": "true"} in read:
                words = f"aws_lb {name} has deletion protection in AWS"
                yield Fact(Source.PROTECTION, Says.PRODUCTION, words, "aws_lb")


def history_facts(scope: Scope) -> Iterator[Fact]:
    """Snapshots taken by RDS and AWS Backup keep the tags that the database had at the time.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterSnapshot.html
    Manual snapshots are in the inventory. Raises AwsError.
    """
    for kind in ("automated", "awsbackup"):
        for each in snapshots_of_kind(scope, kind):
            says, words = read_mark(read_tags(each.get("TagList") or ()), scope.deployment)
            if says is Says.PRODUCTION:
                name = each["DBClusterSnapshotIdentifier"]
                yield Fact(Source.HISTORY, says, f"snapshot {name}: {words}", "aws_rds_cluster")


_CLUSTER = "aws_rds_cluster"


def identify(scope: Scope, assets: Sequence[DataAsset]) -> Identity:
    """Identify the deployment; `assets` is the inventory of its data. Raises AwsError."""
    return Identity(
        (
            *creation_facts(assets),
            *protection_facts(assets),
            *load_balancer_facts(scope),
            *history_facts(scope),
            *tag_facts(assets, scope.deployment),
            *state_tag_facts(scope),
            *state_protection_facts(scope),
            *settings_facts(scope.configuration, scope.deployment),
        )
    )


def settings_facts(configuration: Mapping[str, Any], deployment: str) -> Iterator[Fact]:
    """Facts from Terraform's configuration: default tags of every provider, and protections."""
    providers = aws_providers(configuration)
    if not providers:
        yield Fact(Source.SETTINGS, Says.UNKNOWN, "the settings set no tags")
    for provider in providers:
        says, words = read_mark(provider.default_tags, deployment)
        yield Fact(Source.SETTINGS, says, f"{words} in the settings")
    found = _Grouped(Source.SETTINGS, "resources in the settings")
    for type_, resources in configuration.get("resource", {}).items():
        for arguments in resources.values():
            for words in protections(type_, arguments):
                found.add(Says.PRODUCTION, words, type_)
    yield from found


def state_tag_facts(scope: Scope) -> Iterator[Fact]:
    """Facts from the tags of every resource in the state."""
    found = _Grouped(Source.STATE, "resources in the state")
    for each in scope.resources.by_address.values():
        if "tags_all" in each.attributes:
            found.add(*read_mark(each.tags, scope.deployment), each.type)
    yield from found


def state_protection_facts(scope: Scope) -> Iterator[Fact]:
    """Facts from the protections recorded in the state."""
    found = _Grouped(Source.STATE, "resources in the state")
    for each in scope.resources.by_address.values():
        for words in protections(each.type, each.attributes):
            found.add(Says.PRODUCTION, words, each.type)
    yield from found


def protection_facts(assets: Iterable[DataAsset]) -> Iterator[Fact]:
    """Facts from the protections that AWS reports."""
    for asset in assets:
        if asset.protection:
            words = f"{asset.type} {asset.name} has {asset.protection} in AWS"
            yield Fact(Source.PROTECTION, Says.PRODUCTION, words, asset.type)


def tag_facts(assets: Iterable[DataAsset], deployment: str) -> Iterator[Fact]:
    """Facts from the tags that AWS reports for the deployment's data."""
    found = _Grouped(Source.TAGS, "resources in AWS")
    for asset in assets:
        if asset.is_tagged:
            found.add(*read_mark(asset.tags, deployment), asset.type)
    yield from found


def creation_facts(assets: Sequence[DataAsset]) -> Iterator[Fact]:
    """Facts from the database's master user, which cannot be changed after creation.

    Data without a database is a doubt: it may be the remains of a production.
    """
    clusters = [each for each in assets if each.type == _CLUSTER]
    for each in clusters:
        if each.master_user == EVALUATION_MASTER_USER:
            yield Fact(
                Source.CREATION, Says.EVALUATION, "the database was created for an evaluation"
            )
        else:
            words = f"{_CLUSTER} {each.name} was not created for an evaluation (master user "
            words += f"{each.master_user or 'unknown'})"
            yield Fact(Source.CREATION, Says.PRODUCTION, words, _CLUSTER)
    if clusters:
        return
    holding = [each for each in assets if each.holds_data]
    if holding:
        names = ", ".join(each.name for each in holding[:3])
        words = f"there is data ({names}), but no database that shows how it was created"
        yield Fact(Source.CREATION, Says.UNKNOWN, words)
    else:
        yield Fact(Source.CREATION, Says.EVALUATION, "no data was found")


def adopted_facts(adopted: Mapping[str, "Found"], deployment: str) -> Iterator[Fact]:
    """Facts from the tags of resources that are about to be imported into the state."""
    found = _Grouped(Source.TAGS, "resources missing from the state")
    for address, each in adopted.items():
        if each.tags is not None:
            says, words = read_mark(each.tags, deployment)
            found.add(says, words, address.partition(".")[0])
    yield from found


class _Grouped:
    """Merges equal facts of many resources into one."""

    def __init__(self, source: Source, what: str) -> None:
        self._source = source
        self._what = what
        self._types: defaultdict[tuple[Says, str], list[str]] = defaultdict(list)

    def add(self, says: Says, words: str, type_: str) -> None:
        """Count one more resource."""
        self._types[says, words].append(type_)

    def __iter__(self) -> Iterator[Fact]:
        for (says, words), types in self._types.items():
            kinds = sorted(set(types))
            shown = ", ".join(kinds[:2]) + (", ..." if len(kinds) > 2 else "")
            text = f"{words} on {len(types)} {self._what}"
            text += f" ({shown})" if says is not Says.EVALUATION else ""
            for kind in kinds:
                yield Fact(self._source, says, text, kind)


# Types whose protection an apply can remove, and the type that configures it.
_REMOVABLE = {
    "aws_backup_vault": "aws_backup_vault_lock_configuration",
    "aws_lb": "aws_lb",
    "aws_rds_cluster": "aws_rds_cluster",
}


def sets_evaluation(scope: Scope) -> bool:
    """Whether the settings describe an evaluation."""
    return any(
        each.says is Says.EVALUATION
        for each in settings_facts(scope.configuration, scope.deployment)
    )


def left_behind(scope: Scope, assets: Sequence[DataAsset]) -> tuple[str, ...]:
    """Tags and protections of a production that these settings would remove.

    Raises AwsError.
    """
    # Keys and secrets scheduled for deletion belong to an earlier deployment.
    alive = [each for each in assets if each.until is None]
    tagged = (*tag_facts(alive, scope.deployment), *state_tag_facts(scope))
    protecting = [
        each
        for each in (*protection_facts(alive), *load_balancer_facts(scope))
        if each.type in _REMOVABLE and not _is_configured(scope, _REMOVABLE[each.type])
    ]
    found = [each.words for each in (*protecting, *tagged) if each.says is Says.PRODUCTION]
    return tuple(dict.fromkeys(found))


def _is_configured(scope: Scope, type_: str) -> bool:
    resources = scope.configuration.get("resource", {}).get(type_, {})
    return any(list(deletion_protections(type_, each)) for each in resources.values())

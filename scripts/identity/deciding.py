"""Collects the facts from the synthesized settings, the state and AWS."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scripts.identity.cloud import history_facts, load_balancer_facts
from scripts.identity.fact import Fact, Identity, Says, Source
from scripts.identity.marks import protections, read_mark
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.terraform.documents.provider import aws_providers
from stacks.naming import EVALUATION_MASTER_USER

if TYPE_CHECKING:
    from scripts.resources.facets.found import Found

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
    """From Terraform's configuration: default tags of every provider, and protections."""
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
    """From the tags of every resource in the state."""
    found = _Grouped(Source.STATE, "resources in the state")
    for each in scope.resources.by_address.values():
        if "tags_all" in each.attributes:
            found.add(*read_mark(each.tags, scope.deployment), each.type)
    yield from found


def state_protection_facts(scope: Scope) -> Iterator[Fact]:
    """From the protections recorded in the state."""
    found = _Grouped(Source.STATE, "resources in the state")
    for each in scope.resources.by_address.values():
        for words in protections(each.type, each.attributes):
            found.add(Says.PRODUCTION, words, each.type)
    yield from found


def protection_facts(assets: Iterable[DataAsset]) -> Iterator[Fact]:
    """From the protections that AWS reports."""
    for asset in assets:
        if asset.protection:
            words = f"{asset.type} {asset.name} has {asset.protection} in AWS"
            yield Fact(Source.PROTECTION, Says.PRODUCTION, words, asset.type)


def tag_facts(assets: Iterable[DataAsset], deployment: str) -> Iterator[Fact]:
    """From the tags that AWS reports for the deployment's data."""
    found = _Grouped(Source.TAGS, "resources in AWS")
    for asset in assets:
        if asset.is_tagged:
            found.add(*read_mark(asset.tags, deployment), asset.type)
    yield from found


def creation_facts(assets: Sequence[DataAsset]) -> Iterator[Fact]:
    """From the database's master user, which cannot be changed after creation.

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
    """From the tags of resources that are about to be imported into the state."""
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
            said = f"{words} on {len(types)} {self._what}"
            said += f" ({shown})" if says is not Says.EVALUATION else ""
            for kind in kinds:
                yield Fact(self._source, says, said, kind)

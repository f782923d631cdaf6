"""Detects a production that evaluation settings would turn into an evaluation."""

from collections.abc import Sequence

from scripts.identity.cloud import load_balancer_facts
from scripts.identity.deciding import protection_facts, settings_facts, state_tag_facts, tag_facts
from scripts.identity.fact import Says
from scripts.identity.marks import deletion_protections
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope

# Types whose protection an apply can remove, and the type that configures it.
_PROTECTED = {
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
        if each.type in _PROTECTED and not _is_configured(scope, _PROTECTED[each.type])
    ]
    found = [each.words for each in (*protecting, *tagged) if each.says is Says.PRODUCTION]
    return tuple(dict.fromkeys(found))


def _is_configured(scope: Scope, type_: str) -> bool:
    resources = scope.configuration.get("resource", {}).get(type_, {})
    return any(list(deletion_protections(type_, each)) for each in resources.values())

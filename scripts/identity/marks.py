"""Tags and protective arguments that mark a resource as a production's or an evaluation's."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.identity.fact import Says
from stacks.naming import EVALUATION_MASTER_USER

_ENVIRONMENT = "Environment"
# Type -> what it means that such a resource is there at all.
_PROTECTING_TYPES = {
    "aws_backup_vault_lock_configuration": "a vault lock",
    "aws_s3_bucket_object_lock_configuration": "Object Lock",
}
# Argument -> what its value says of a production; an evaluation has none of them.
_PROTECTING = {
    "deletion_protection": "deletion protection",
    "enable_deletion_protection": "deletion protection",
    "object_lock_enabled": "Object Lock",
}
# An evaluation's buckets, vault and image repository are emptied with their destruction.
_EMPTIED = ("force_destroy", "force_delete")
_EMPTIED_TYPES = ("aws_backup_vault", "aws_ecr_repository", "aws_s3_bucket")


def read_mark(tags: Mapping[str, str] | None, deployment: str) -> tuple[Says, str]:
    """What tags indicate, with a clause for people; None: they could not be read."""
    if tags is None:
        return Says.UNKNOWN, "tags cannot be read"
    wanted = {"Application": "OpenEMR", "Deployment": deployment}
    for key, value in wanted.items():
        if key not in tags:
            return Says.UNKNOWN, f"tag {key} is missing"
        if tags[key] != value:
            return Says.PRODUCTION, f"tag {key} is {tags[key]}"
    for key, value in tags.items():
        # Another spelling beside the product's own is a doubt, whatever wrote it.
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
    """These, and the other arguments that resources of an evaluation never have."""
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

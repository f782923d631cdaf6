"""The backend's settings as people need them: for cdktf.json, and for Terraform by hand."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.terraform.backend.ownership import Wanted
from scripts.terraform.backend.place import RemotePlace

# https://github.com/hashicorp/terraform/releases/tag/v1.11.0 and
# https://opentofu.org/docs/language/settings/backends/s3/ (both read 2026-11-25).
DEPRECATION = (
    "Locks: Terraform deprecated DynamoDB locking in 1.11, warns of it at every run, and will "
    "drop it in a later minor release; an object beside the state takes its place (use_lockfile, "
    "since 1.10). OpenTofu supports both, and says it has no plans to deprecate either. "
    "context.remote_state.lock: both keeps out old and new clients alike; set it to lockfile once "
    "nobody uses Terraform or OpenTofu older than 1.10. The table then stays, unused."
)


def lock_of(place: RemotePlace) -> str:
    """The setting `lock` that makes this place."""
    if place.table and place.lock_file:
        return "both"
    return "dynamodb" if place.table else "lockfile"


def block_of(wanted: Wanted, lock: str) -> dict[str, Any]:
    """context.remote_state of cdktf.json."""
    return {
        "bucket": wanted.bucket,
        "region": wanted.region,
        "dynamodb_table": wanted.table,
        "lock": lock,
    }


def arguments_of(place: RemotePlace) -> dict[str, Any]:
    """The arguments of Terraform's S3 backend for one deployment."""
    arguments: dict[str, Any] = {
        "bucket": place.bucket,
        "key": place.key,
        "region": place.region,
    }
    if place.table:
        arguments["dynamodb_table"] = place.table
    if place.lock_file:
        arguments["use_lockfile"] = True
    return arguments


def as_options(arguments: Mapping[str, Any]) -> str:
    """The same as options of `terraform init`."""
    return " ".join(
        f"-backend-config={name}={json.dumps(value) if isinstance(value, bool) else value}"
        for name, value in arguments.items()
    )


def as_text(wanted: Wanted, lock: str, places: Mapping[str, RemotePlace]) -> str:
    """Both forms, and the note on locks where it concerns the reader."""
    block = json.dumps({"remote_state": block_of(wanted, lock)}, indent=2)
    lines: Sequence[str] = [
        "In cdktf.json, under context:",
        block,
        *(
            f"By hand, for {name}: terraform init {as_options(arguments_of(place))}"
            for name, place in places.items()
        ),
        *([DEPRECATION] if lock != "lockfile" else []),
    ]
    return "\n".join(lines)

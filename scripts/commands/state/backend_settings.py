"""The settings of the S3 backend: for cdktf.json, and for running Terraform by hand."""

import json
from collections.abc import Mapping
from typing import Any

from scripts.commands.state.bucket_ownership import RemoteState
from scripts.terraform.backend.place import RemotePlace

# What an error shows where cdktf.json lacks the block.
EXAMPLE = """\
  "context": {
    "remote_state": {
      "bucket": "a-name-that-no-other-aws-account-has",
      "region": "us-west-2",
      "dynamodb_table": "openemr-terraform-locks",
      "lock": "both"
    },
    "deployments": { ... }
  }"""
# https://github.com/hashicorp/terraform/releases/tag/v1.11.0 and
# https://opentofu.org/docs/language/settings/backends/s3/ (both read 2026-11-25).
DEPRECATION = (
    "Locks: Terraform deprecated DynamoDB locking in 1.11, warns of it at every run, and will "
    "drop it in a later minor release; a lock object next to the state replaces it (use_lockfile, "
    "since 1.10). OpenTofu supports both and has no plans to deprecate either. "
    "context.remote_state.lock: both works with old and new clients; set it to lockfile once "
    "every user has Terraform or OpenTofu 1.10 or newer. The table then stays, unused."
)


def lock_of(place: RemotePlace) -> str:
    """The value of context.remote_state.lock for this backend."""
    if place.table and place.lock_file:
        return "both"
    return "dynamodb" if place.table else "lockfile"


def setting_block(wanted: RemoteState, lock: str) -> dict[str, Any]:
    """context.remote_state of cdktf.json."""
    return {
        "bucket": wanted.bucket,
        "region": wanted.region,
        "dynamodb_table": wanted.table,
        "lock": lock,
    }


def backend_arguments(place: RemotePlace) -> dict[str, Any]:
    """The arguments of Terraform's S3 backend for one deployment."""
    return {
        "bucket": place.bucket,
        "key": place.key,
        "region": place.region,
        **({"dynamodb_table": place.table} if place.table else {}),
        **({"use_lockfile": True} if place.lock_file else {}),
    }


def init_command(arguments: Mapping[str, Any]) -> str:
    """The same as `terraform init` with options."""
    options = (
        f"-backend-config={name}={json.dumps(value) if isinstance(value, bool) else value}"
        for name, value in arguments.items()
    )
    return " ".join(["terraform init", *options])

"""A second working directory for the same state, whose configuration lets go of protections.

The deployment's own directory is never touched: whoever plans there meets every protection.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Collection, Mapping
from typing import Any

from scripts.terraform import Terraform
from scripts.terraform.documents.state import StateResources
from scripts.terraform.synthesis import Stack
from scripts.terraform.working_directory import WorkingDirectory

_FOLDER = "unprotected"
_OVERRIDE = "zz_override.tf.json"
# What AWS refuses to delete while it is set, and what a deletion would do by itself.
OFF: Mapping[str, Mapping[str, Any]] = {
    "aws_lb": {"enable_deletion_protection": False},
    "aws_rds_cluster": {"deletion_protection": False, "skip_final_snapshot": True},
}


def unprotected(
    work: WorkingDirectory, resources: StateResources, addresses: Collection[str]
) -> WorkingDirectory:
    """A copy of `work` in which the resources at `addresses` have no protection.

    It stands beside `stacks`, as deep, so that a local state has the same relative path.
    """
    directory = work.stack.directory.parent.parent / _FOLDER / work.name
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for name in ("cdk.tf.json", "versions.tf", ".terraform.lock.hcl"):
        source = work.stack.directory / name
        if source.exists():
            shutil.copy(source, directory)
    configured = work.configuration["resource"]
    override: dict[str, dict[str, Any]] = {}
    for address in sorted(addresses):
        held = resources.by_address[address]
        name = address.rpartition(".")[2]
        if name in configured.get(held.type, {}):
            attributes = {**OFF.get(held.type, {}), "lifecycle": {"prevent_destroy": False}}
            override.setdefault(held.type, {})[name] = attributes
    (directory / _OVERRIDE).write_text(json.dumps({"resource": override}, indent=2))
    installed = {"TF_DATA_DIR": str(work.stack.directory / ".terraform")}
    terraform = Terraform(
        work.terraform.binary,
        directory,
        {**work.terraform.environment, **installed},
        logs=work.stack.directory / "logs",
        plan_file=f"plan.{os.getpid()}.tfplan",
    )
    return WorkingDirectory(Stack(work.name, directory, ()), terraform)


def discard_earlier(work: WorkingDirectory) -> None:
    """Remove the copy that a killed command left beside the directory `work`."""
    directory = work.stack.directory.parent.parent / _FOLDER / work.name
    shutil.rmtree(directory, ignore_errors=True)
    with contextlib.suppress(OSError):  # another deployment's may stand beside it
        directory.parent.rmdir()


def discard(work: WorkingDirectory) -> None:
    """Remove the copy, so that nobody plans there by mistake."""
    shutil.rmtree(work.stack.directory, ignore_errors=True)
    with contextlib.suppress(OSError):  # another deployment's may stand beside it
        work.stack.directory.parent.rmdir()

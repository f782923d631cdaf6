"""Protections in AWS and in Terraform: taken off for a destroy, restored if it does not finish.

Deletion protection is removed as the last step. What is removed is recorded beside the stack's
Terraform JSON first, so that the next run restores it after a SIGKILL. Terraform's own protections
are taken off in a copy of the working directory: in the deployment's own they are always there.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.commands.destroy.targeted import Job
from scripts.terraform import Terraform
from scripts.terraform.documents.state import StateResources
from scripts.terraform.synthesis import Stack
from scripts.terraform.working_directory import WorkingDirectory

_NOTE = "unprotected.json"
_TYPES = ("aws_lb", "aws_rds_cluster")
_LOAD_BALANCER = "deletion_protection.enabled"


@contextlib.contextmanager
def taken_off(
    work: WorkingDirectory,
    resources: StateResources,
    addresses: Collection[str],
    steps: Steps,
) -> Iterator[list[str]]:
    """Wrap removal of protection and destruction: restore protection unless both succeed.

    Yields addresses of protected resources, as AWS reports: a state may predate the last restore.
    """
    protected = [
        each
        for each in resources.of_type(*_TYPES)
        if each.address in addresses and _is_protected(work.account, each.type, each.id)
    ]
    note = _note(work)
    if protected:
        note.write_text(json.dumps([[each.type, each.id] for each in protected]) + "\n")
    try:
        yield [each.address for each in protected]
    except BaseException:
        put_back(work, steps)
        raise
    note.unlink(missing_ok=True)


def put_back(work: WorkingDirectory, steps: Steps) -> None:
    """Restore recorded protections of existing resources; those that AWS refuses stay recorded."""
    note = _note(work)
    ids = _read(note)
    if not ids:
        note.unlink(missing_ok=True)
        return
    try:
        with steps.step("protect", "Restore deletion protection") as step:
            done = [id_ for type_, id_ in ids if _protect(work.account, type_, id_)]
            step.update(", ".join(done) or "the resources no longer exist")
    except AwsError as refused:
        steps.warn(
            "Deletion protection is off",
            f"{refused}\nDeletion protection is off for {', '.join(id_ for _, id_ in ids)}. The "
            f"next openemr destroy or openemr deploy {work.name} restores it.",
        )
        return
    note.unlink(missing_ok=True)


def _note(work: WorkingDirectory) -> Path:
    return work.stack.directory / _NOTE


def _read(note: Path) -> list[tuple[str, str]]:
    try:
        read = json.loads(note.read_text())
    except (OSError, ValueError):
        return []
    return [(str(type_), str(id_)) for type_, id_ in read if type_ in _TYPES]


def _is_protected(account: AwsAccount, type_: str, id_: str) -> bool:
    """Whether AWS refuses its deletion; False if it does not exist. Raises AwsError."""
    client = account.client("elbv2" if type_ == "aws_lb" else "rds")
    with aws_errors(f"read the deletion protection of {id_}"):
        try:
            if type_ == "aws_lb":
                read = client.describe_load_balancer_attributes(LoadBalancerArn=id_)["Attributes"]
                return {"Key": _LOAD_BALANCER, "Value": "true"} in read
            found = client.describe_db_clusters(DBClusterIdentifier=id_)["DBClusters"]
            return any(each.get("DeletionProtection") for each in found)
        except client.exceptions.ClientError as refused:
            if "NotFound" in refused.response["Error"]["Code"]:
                return False
            raise


def _protect(account: AwsAccount, type_: str, id_: str) -> bool:
    """Turn protection on; False if the resource no longer exists. Raises AwsError."""
    if type_ == "aws_lb":
        return _protect_load_balancer(account.client("elbv2"), id_)
    return _protect_cluster(account.client("rds"), id_)


def _protect_load_balancer(client: Any, arn: str) -> bool:
    attribute = {"Key": _LOAD_BALANCER, "Value": "true"}
    with aws_errors(f"protect {arn} (elasticloadbalancing:ModifyLoadBalancerAttributes)"):
        try:
            client.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[attribute])
        except client.exceptions.LoadBalancerNotFoundException:
            return False
    return True


def _protect_cluster(client: Any, name: str) -> bool:
    with aws_errors(f"protect the database cluster {name} (rds:ModifyDBCluster)"):
        try:
            client.modify_db_cluster(
                DBClusterIdentifier=name, DeletionProtection=True, ApplyImmediately=True
            )
        except client.exceptions.DBClusterNotFoundFault:
            return False
    return True


_FOLDER = "unprotected"
_OVERRIDE = "zz_override.tf.json"
# Arguments by which AWS refuses a deletion, or takes a last copy by itself.
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
    directory = _copy_of(work)
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


class NotConfiguredError(OperationFailedError):
    """A protected resource is not in the settings any more; nothing was destroyed."""


def refuse_unconfigured(
    configuration: Mapping[str, Any], resources: StateResources, addresses: Collection[str]
) -> None:
    """Raise NotConfiguredError if one of `addresses` has protections and no configuration.

    Terraform takes a protection off by an update, and would delete what it has no configuration
    of. Such as a standby database that the settings left out and no deployment destroyed yet.
    """
    configured = configuration.get("resource", {})
    missing = [
        address
        for address in sorted(addresses)
        for type_, _, name in [address.partition(".")]
        if type_ in OFF
        and address in resources.by_address
        and name not in configured.get(type_, {})
    ]
    if missing:
        raise NotConfiguredError(
            f"Nothing was destroyed. The settings have no {', '.join(missing)} any more, and so "
            "Terraform cannot take off the deletion protection. Restore the settings that are "
            "deployed (such as stores.standby), or deploy those that leave it out; then run the "
            "command again."
        )


def discard(work: WorkingDirectory) -> None:
    """Remove the copy made by `unprotected` of `work`, also one left by a killed command."""
    directory = _copy_of(work)
    shutil.rmtree(directory, ignore_errors=True)
    with contextlib.suppress(OSError):  # another deployment's copy may be there
        directory.parent.rmdir()


def _copy_of(work: WorkingDirectory) -> Path:
    return work.stack.directory.parent.parent / _FOLDER / work.name


def unprotect_front_door(
    work: WorkingDirectory,
    resources: StateResources,
    protected: Collection[str],
    steps: Steps,
) -> None:
    """Disable deletion protection of the load balancers among `protected`, within `taken_off`.

    Raises UnexpectedPlanError, TerraformFailedError.
    """
    kept = [each.address for each in resources.of_type("aws_lb") if each.address in protected]
    if not kept:
        return
    open_work = unprotected(work, resources, kept)
    try:
        title = "Disable the load balancer's deletion protection"
        Job("unprotect", title, open_work, steps).update(kept)
    finally:
        discard(work)

"""Deletion protection in AWS: removed as the last step, restored if the destroy does not finish.

What is removed is recorded beside the stack's Terraform JSON first, so that the next run restores
it after a SIGKILL.
"""

import contextlib
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from scripts.aws_account import AwsAccount, AwsError, aws_errors
from scripts.destroy.holdings import Holdings
from scripts.steps import Steps
from scripts.working_directory import WorkingDirectory

_NOTE = "unprotected.json"
# Type -> the attribute of the state that is true while AWS refuses the deletion.
PROTECTED = {"aws_lb": "enable_deletion_protection", "aws_rds_cluster": "deletion_protection"}


@contextlib.contextmanager
def taken_off(
    work: WorkingDirectory, holdings: Holdings, addresses: Collection[str], steps: Steps
) -> Iterator[None]:
    """Wraps removal of protection and destruction: restores protection unless both succeed."""
    ids = [
        [each.type, each.id]
        for each in holdings.of_type(*PROTECTED)
        if each.address in addresses and each.attributes.get(PROTECTED[each.type])
    ]
    note = _note(work)
    if ids:
        note.write_text(json.dumps(ids) + "\n")
    try:
        yield
    except BaseException:
        put_back(work, steps)
        raise
    note.unlink(missing_ok=True)


def put_back(work: WorkingDirectory, steps: Steps) -> None:
    """Restore what is recorded and still exists; what AWS refuses stays recorded."""
    note = _note(work)
    ids = _read(note)
    if not ids:
        note.unlink(missing_ok=True)
        return
    try:
        with steps.step("protect", "Restore deletion protection") as step:
            done = [id_ for type_, id_ in ids if _protect(work.account, type_, id_)]
            step.say(", ".join(done) or "the resources no longer exist")
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
    return [(str(type_), str(id_)) for type_, id_ in read if type_ in PROTECTED]


def _protect(account: AwsAccount, type_: str, id_: str) -> bool:
    """Turn protection on; False if the resource no longer exists. Raises AwsError."""
    if type_ == "aws_lb":
        return _protect_load_balancer(account.client("elbv2"), id_)
    return _protect_cluster(account.client("rds"), id_)


def _protect_load_balancer(client: Any, arn: str) -> bool:
    attribute = {"Key": "deletion_protection.enabled", "Value": "true"}
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

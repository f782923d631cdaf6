"""Deletion protection in AWS: taken off as the last step, put back if nothing was destroyed.

What is taken off is noted beside the stack's Terraform JSON first, so that the next run puts it
back after a kill that nobody could catch.
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
    """Around what takes protections off and destroys: put them back unless it ends well."""
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
    """Protect again what is noted and still there; what AWS refuses stays noted and is told."""
    note = _note(work)
    ids = _read(note)
    if not ids:
        note.unlink(missing_ok=True)
        return
    try:
        with steps.step("protect", "Put protections back") as step:
            done = [id_ for type_, id_ in ids if _protect(work.account, type_, id_)]
            step.say(", ".join(done) or "what had them is gone")
    except AwsError as refused:
        steps.warn(
            "Without protection",
            f"{refused}\nDeletion protection is off for {', '.join(id_ for _, id_ in ids)}. The "
            f"next openemr destroy or openemr deploy {work.name} puts it back.",
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
    """Whether it was there to be protected. Raises AwsError."""
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

"""A production with data, what has to be left of it, and the careless operator's ways."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.terraform.checkout import Checkout
from tests.terraform.destroy.seeds import (
    back_up,
    bucket,
    key_states,
    put,
    recovery_points,
    versions,
)

ROLES = ("accesslogs", "execlogs", "trail")
NOTES = ("adopt.tf.json", "unprotected.json")


@dataclass(frozen=True)
class Victim:
    """The clinic's checkout, and what its account held before anybody tried anything."""

    checkout: Checkout
    before: dict[str, Any]

    @classmethod
    def of(cls, checkout: Checkout) -> "Victim":
        """A clinic after some time."""
        for role in ROLES:
            put(checkout.account, bucket("clinic", role), "AWSLogs/1", "alb/AWSLogs/2")
        back_up(checkout.account, "clinic")
        return cls(checkout, resources(checkout.account))

    def destroy(
        self, *options: str, typed: str | None = None, checkout: Checkout | None = None
    ) -> "CompletedProcess[str]":
        """`destroy clinic`, without its name; whatever it says, all has to be there afterwards."""
        where = checkout or self.checkout
        protected = protections(self.checkout.account)
        ended = where.openemr("destroy", "clinic", *options, typed=typed)
        assert protections(self.checkout.account) == protected
        self.assert_intact()
        directory = where.directory / "cdktf.out/stacks/clinic"
        assert not [name for name in NOTES if (directory / name).exists()]
        return ended

    def assert_refused(
        self, *options: str, typed: str | None = None, checkout: Checkout | None = None
    ) -> str:
        """The same, and it said that nothing was changed; what it said besides."""
        ended = self.destroy(*options, typed=typed, checkout=checkout)
        assert ended.returncode == 3, ended.stdout + ended.stderr
        assert "Nothing was changed" in ended.stderr
        assert "production" in ended.stdout
        return ended.stdout + ended.stderr

    def assert_intact(self) -> None:
        """Database, files, vault, trail, keys, buckets, secrets and logs are what they were."""
        assert resources(self.checkout.account) == self.before

    @contextlib.contextmanager
    def edited(self, **settings: Any) -> Iterator[None]:
        """Settings of the clinic changed in cdktf.json; None takes one out."""
        with edited(self.checkout, "clinic", **settings):
            yield

    @contextlib.contextmanager
    def with_state(self, text: str | None) -> Iterator[None]:
        """The state file replaced, or gone, with its backup."""
        file = self.checkout.state_file("clinic")
        kept = file.read_text()
        backup = file.with_name(f"{file.name}.backup")
        backup.unlink(missing_ok=True)
        file.unlink() if text is None else file.write_text(text)
        try:
            yield
            if text is None:
                assert not file.exists(), "a refused destroy wrote a state"
            else:
                assert file.read_text() == text
        finally:
            file.write_text(kept)
            backup.unlink(missing_ok=True)

    def second_checkout(self, directory: Path) -> Checkout:
        """Another operator's folder: the settings, no state, nothing initialized."""
        skipped = shutil.ignore_patterns("cdktf.out", "terraform.*.tfstate*")
        shutil.copytree(self.checkout.directory, directory, symlinks=True, ignore=skipped)
        return Checkout(directory, self.checkout.aws)


@contextlib.contextmanager
def edited(checkout: Checkout, deployment: str, **settings: Any) -> Iterator[None]:
    """Settings of a deployment changed in cdktf.json; None takes one out."""

    def edit(context: dict[str, Any]) -> None:
        found = context["deployments"][deployment] | settings
        context["deployments"][deployment] = {
            name: value for name, value in found.items() if value is not None
        }

    with rewritten(checkout, edit):
        yield


@contextlib.contextmanager
def rewritten(checkout: Checkout, edit: Any) -> Iterator[None]:
    """`context` of cdktf.json after `edit`, for a while."""
    file = checkout.directory / "cdktf.json"
    kept = file.read_text()
    read = json.loads(kept)
    edit(read["context"])
    file.write_text(json.dumps(read))
    try:
        yield
    finally:
        file.write_text(kept)


def resources(account: Account) -> dict[str, Any]:
    """What must not go: all that holds data, proves something, or keeps data readable."""
    rds, efs, backup = (account.client(each) for each in ("rds", "efs", "backup"))
    trail = account.client("cloudtrail").get_trail_status(Name="openemr-clinic-trail")
    secrets = account.client("secretsmanager").list_secrets()["SecretList"]
    logs = account.client("logs").describe_log_groups()["logGroups"]
    return {
        "databases": [
            (each["DBClusterIdentifier"], len(each["DBClusterMembers"]))
            for each in rds.describe_db_clusters()["DBClusters"]
        ],
        "files": [each["FileSystemId"] for each in efs.describe_file_systems()["FileSystems"]],
        "vaults": [
            each["BackupVaultName"] for each in backup.list_backup_vaults()["BackupVaultList"]
        ],
        "recovery points": sorted(recovery_points(account, "clinic")),
        "trail": trail["IsLogging"],
        "keys": key_states(account, "clinic"),
        "objects": {role: versions(account, bucket("clinic", role)) for role in ROLES},
        "secrets": sorted(each["Name"] for each in secrets if "DeletedDate" not in each),
        "logs": sorted(each["logGroupName"] for each in logs),
    }


def protections(account: Account) -> dict[str, Any]:
    """What keeps AWS from deleting it."""
    (cluster,) = account.client("rds").describe_db_clusters()["DBClusters"]
    (vault,) = account.client("backup").list_backup_vaults()["BackupVaultList"]
    elbv2 = account.client("elbv2")
    balancers = elbv2.describe_load_balancers()["LoadBalancers"]
    s3 = account.client("s3")
    lock = s3.get_object_lock_configuration(Bucket=bucket("clinic", "trail"))
    return {
        "database": cluster["DeletionProtection"],
        "vault": bool(vault.get("Locked")),
        "trail": lock["ObjectLockConfiguration"],
        "load balancers": [
            {
                each["Key"]: each["Value"]
                for each in elbv2.describe_load_balancer_attributes(
                    LoadBalancerArn=balancer["LoadBalancerArn"]
                )["Attributes"]
            }["deletion_protection.enabled"]
            for balancer in balancers
        ],
    }

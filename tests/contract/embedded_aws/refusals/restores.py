"""Wrong requests to restore or copy a copy, and to test restores."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.copied import VAULT, Copied
from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.requests import policy

_COMBINATION, _VALUE = "InvalidParameterCombination", "InvalidParameterValue"
_INVALID = "InvalidParameterValueException"
_FOREIGN_KEY = "arn:aws:kms:us-west-2:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.utc)
_made: list[Copied] = []

Given = Callable[[Copied], dict[str, Any]]


def copied(account: Account) -> Copied:
    """The copies of an account, made once."""
    if not any(each.account is account for each in _made):
        _made.append(Copied(account))
    return next(each for each in _made if each.account is account)


def from_snapshot(what: str, code: str, given: Given) -> Refused:
    """A cluster that cannot be restored from the snapshot."""

    def request(account: Account) -> dict[str, Any]:
        copies = copied(account)
        asked = {"DBClusterIdentifier": "wrong", "Engine": "aurora-mysql"}
        return asked | {"SnapshotIdentifier": copies.snapshot} | given(copies)

    return Refused(what, "rds", "restore_db_cluster_from_snapshot", request, code)


def to_time(what: str, code: str, given: Given) -> Refused:
    """A cluster that cannot be restored to a point in time."""

    def request(account: Account) -> dict[str, Any]:
        copies = copied(account)
        source = copies.cluster["DBClusterIdentifier"]
        asked = {"DBClusterIdentifier": "wrong", "SourceDBClusterIdentifier": source}
        return {k: v for k, v in (asked | given(copies)).items() if v is not None}

    return Refused(what, "rds", "restore_db_cluster_to_point_in_time", request, code)


def restore(what: str, code: str, given: Given, **metadata: str) -> Refused:
    """A restore job that cannot be started; empty metadata are left out."""

    def request(account: Account) -> dict[str, Any]:
        copies = copied(account)
        wanted = {k: v for k, v in copies.files_metadata(**metadata).items() if v}
        asked = {"RecoveryPointArn": copies.files_point, "IamRoleArn": account.backup_role}
        return asked | {"Metadata": wanted} | given(copies)

    return Refused(what, "backup", "start_restore_job", request, code)


def copy(what: str, code: str, given: Given) -> Refused:
    """A copy job that cannot be started."""

    def request(account: Account) -> dict[str, Any]:
        copies = copied(account)
        return {
            "RecoveryPointArn": copies.files_point,
            "SourceBackupVaultName": VAULT,
            "DestinationBackupVaultArn": vault_arn(account.vault),
            "IamRoleArn": account.backup_role,
            "Lifecycle": {"DeleteAfterDays": 30},
        } | given(copies)

    return Refused(what, "backup", "start_copy_job", request, code)


def plan(what: str, code: str = _INVALID, chosen: dict[str, Any] | None = None) -> Refused:
    """A restore testing plan that cannot be made."""
    selection = {
        "Algorithm": "LATEST_WITHIN_WINDOW",
        "IncludeVaults": ["*"],
        "RecoveryPointTypes": ["SNAPSHOT"],
    }
    request = {
        "RestoreTestingPlanName": "wrong",
        "ScheduleExpression": "cron(0 5 ? * * *)",
        "RecoveryPointSelection": selection | (chosen or {}),
    }
    return Refused(
        what,
        "backup",
        "create_restore_testing_plan",
        lambda _: {"RestoreTestingPlan": request},
        code,
    )


def selection(what: str, code: str, given: Callable[[Account], dict[str, Any]]) -> Refused:
    """A selection of a restore testing plan that cannot be made."""

    def request(account: Account) -> dict[str, Any]:
        asked = {
            "RestoreTestingSelectionName": "wrong",
            "ProtectedResourceType": "EFS",
            "IamRoleArn": account.backup_role,
        }
        return {
            "RestoreTestingPlanName": testing_plan(account),
            "RestoreTestingSelection": asked | given(account),
        }

    return Refused(what, "backup", "create_restore_testing_selection", request, code)


def testing_plan(account: Account) -> str:
    """The name of a restore testing plan."""
    backup = account.client("backup")
    if not backup.list_restore_testing_plans()["RestoreTestingPlans"]:
        chosen = {"Algorithm": "LATEST_WITHIN_WINDOW", "IncludeVaults": ["*"]}
        backup.create_restore_testing_plan(
            RestoreTestingPlan={
                "RestoreTestingPlanName": "tested",
                "ScheduleExpression": "cron(0 5 ? * * *)",
                "RecoveryPointSelection": chosen | {"RecoveryPointTypes": ["SNAPSHOT"]},
            }
        )
    return "tested"


def vault_arn(name: str) -> str:
    """The ARN of a vault."""
    return f"arn:aws:backup:us-west-2:000000000000:backup-vault:{name}"


def disabled_key(account: Account) -> str:
    """A KMS key that is switched off."""
    kms = account.client("kms")
    key = str(kms.create_key()["KeyMetadata"]["Arn"])
    kms.disable_key(KeyId=key)
    return key


def unfinished(copies: Copied) -> str:
    """The ARN of a snapshot that is still being taken."""
    arn = copies.account.server.copies.automated_snapshot(
        copies.cluster["DBClusterIdentifier"], "2026-11-30T03:00:00Z"
    )
    copies.account.server.copies.change(arn, status="creating")
    return arn


def expired(copies: Copied) -> str:
    """The ARN of a recovery point that has expired."""
    arn = copies.point(copies.files["FileSystemArn"])
    copies.account.server.copies.change(arn, status="EXPIRED")
    return arn


def elsewhere(copies: Copied) -> list[str]:
    """A security group of another VPC."""
    ec2 = copies.account.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="far", Description="far", VpcId=vpc)
    return [str(group["GroupId"])]


def unencrypted(copies: Copied) -> str:
    """A cluster that is not encrypted."""
    known = {c["DBClusterIdentifier"] for c in copies.rds.describe_db_clusters()["DBClusters"]}
    return "bare" if "bare" in known else copies.plain_cluster("bare")


def closed_vault(copies: Copied) -> str:
    """The ARN of a vault that takes no copies."""
    copies.backup.create_backup_vault(BackupVaultName="closed")
    denial = {"Effect": "Deny", "Principal": "*", "Action": "backup:*", "Resource": "*"}
    document = policy(denial)
    copies.backup.put_backup_vault_access_policy(BackupVaultName="closed", Policy=document)
    return vault_arn("closed")


_LATEST = {"UseLatestRestorableTime": True}

RESTORES = [
    from_snapshot(
        "a taken name",
        "DBClusterAlreadyExistsFault",
        lambda c: {"DBClusterIdentifier": c.cluster["DBClusterIdentifier"]},
    ),
    from_snapshot(
        "a snapshot that is not there",
        "DBClusterSnapshotNotFoundFault",
        lambda _: {"SnapshotIdentifier": "none"},
    ),
    from_snapshot(
        "a snapshot of another account",
        "DBClusterSnapshotNotFoundFault",
        lambda c: {"SnapshotIdentifier": c.snapshot.replace(":000000000000:", ":999999999999:")},
    ),
    from_snapshot(
        "a snapshot that is being taken",
        "InvalidDBClusterSnapshotStateFault",
        lambda c: {"SnapshotIdentifier": unfinished(c)},
    ),
    from_snapshot(
        "a subnet group that is not there",
        "DBSubnetGroupNotFoundFault",
        lambda _: {"DBSubnetGroupName": "none"},
    ),
    from_snapshot(
        "a parameter group that is not there",
        "DBClusterParameterGroupNotFound",
        lambda _: {"DBClusterParameterGroupName": "none"},
    ),
    from_snapshot(
        "a security group of another VPC",
        _COMBINATION,
        lambda c: {"DBSubnetGroupName": c.subnet_group, "VpcSecurityGroupIds": elsewhere(c)},
    ),
    from_snapshot(
        "a security group that is not there",
        _VALUE,
        lambda _: {"VpcSecurityGroupIds": ["sg-0123456789abcdef0"]},
    ),
    from_snapshot(
        "a key of another account", "KMSKeyNotAccessibleFault", lambda _: {"KmsKeyId": _FOREIGN_KEY}
    ),
    from_snapshot(
        "a disabled key",
        "KMSKeyNotAccessibleFault",
        lambda c: {"KmsKeyId": disabled_key(c.account)},
    ),
    from_snapshot(
        "an engine older than the snapshot's",
        _COMBINATION,
        lambda _: {"EngineVersion": "8.0.mysql_aurora.3.04.0"},
    ),
    from_snapshot(
        "another engine than the snapshot's",
        _COMBINATION,
        lambda _: {"Engine": "aurora-postgresql"},
    ),
    to_time(
        "a cluster that is not there",
        "DBClusterNotFoundFault",
        lambda _: {"SourceDBClusterIdentifier": "none", **_LATEST},
    ),
    to_time(
        "a resource id without backups",
        "DBClusterAutomatedBackupNotFoundFault",
        lambda _: {
            "SourceDBClusterIdentifier": None,
            "SourceDbClusterResourceId": "cluster-NONE",
            **_LATEST,
        },
    ),
    to_time(
        "two sources",
        _COMBINATION,
        lambda c: {"SourceDbClusterResourceId": c.cluster["DbClusterResourceId"], **_LATEST},
    ),
    to_time("no source", _COMBINATION, lambda _: {"SourceDBClusterIdentifier": None, **_LATEST}),
    to_time("no time", _COMBINATION, lambda _: {}),
    to_time("two times", _COMBINATION, lambda _: {"RestoreToTime": _LONG_AGO, **_LATEST}),
    to_time("a time before the window", _VALUE, lambda _: {"RestoreToTime": _LONG_AGO}),
    to_time(
        "a time that is still to come",
        _VALUE,
        lambda _: {"RestoreToTime": datetime(2100, 1, 1, tzinfo=timezone.utc)},
    ),
    to_time("an unknown type", _VALUE, lambda _: {"RestoreType": "half-copy", **_LATEST}),
    to_time(
        "a clone of another time",
        _COMBINATION,
        lambda _: {"RestoreType": "copy-on-write", "RestoreToTime": _LONG_AGO},
    ),
    to_time(
        "a key for a source without encryption",
        _COMBINATION,
        lambda c: {
            "SourceDBClusterIdentifier": unencrypted(c),
            "KmsKeyId": c.account.key,
            **_LATEST,
        },
    ),
    to_time(
        "monitoring of the cluster", _COMBINATION, lambda _: {"MonitoringInterval": 0} | _LATEST
    ),
    restore(
        "a role that Backup cannot assume",
        _INVALID,
        lambda c: {"IamRoleArn": c.account.task_role},
    ),
    restore(
        "a recovery point that is not there",
        "ResourceNotFoundException",
        lambda c: {"RecoveryPointArn": c.files_point[:-1] + "x"},
    ),
    restore(
        "an expired recovery point",
        "InvalidRequestException",
        lambda c: {"RecoveryPointArn": expired(c)},
    ),
    restore("files as a database", _INVALID, lambda _: {"ResourceType": "Aurora"}),
    *(
        restore(f"files without {key}", _INVALID, lambda _: {}, **{key: ""})
        for key in ("newFileSystem", "file-system-id", "CreationToken", "Encrypted")
    ),
    restore(
        "a key without encryption", _INVALID, lambda _: {}, Encrypted="false", KmsKeyId=_FOREIGN_KEY
    ),
    restore("items that are no list", _INVALID, lambda _: {}, ItemsToRestore="/sites"),
    restore(
        "a cluster without a name",
        _INVALID,
        lambda c: {"RecoveryPointArn": c.cluster_point, "Metadata": {"Engine": "aurora-mysql"}},
    ),
    copy(
        "a copy into a vault that is not there",
        "ResourceNotFoundException",
        lambda _: {"DestinationBackupVaultArn": vault_arn("none")},
    ),
    copy(
        "a copy out of another vault",
        "ResourceNotFoundException",
        lambda c: {"SourceBackupVaultName": c.account.vault},
    ),
    copy(
        "a copy with a role that Backup cannot assume",
        _INVALID,
        lambda c: {"IamRoleArn": c.account.task_role},
    ),
    copy(
        "a copy shorter than the lock wants it",
        _INVALID,
        lambda _: {"Lifecycle": {"DeleteAfterDays": 3}},
    ),
    copy("a copy for ever into a lock with an end", _INVALID, lambda _: {"Lifecycle": {}}),
    copy(
        "a copy into a vault that denies it",
        "InvalidRequestException",
        lambda c: {"DestinationBackupVaultArn": closed_vault(c)},
    ),
    plan("a restore test without recovery point types", chosen={"RecoveryPointTypes": []}),
    plan("a restore test that looks back 400 days", chosen={"SelectionWindowDays": 400}),
    selection(
        "a restore test with a role that Backup cannot assume",
        _INVALID,
        lambda a: {"IamRoleArn": a.task_role},
    ),
    selection(
        "a restore test by ARN and by tag",
        _INVALID,
        lambda a: {
            "ProtectedResourceArns": [copied(a).files["FileSystemArn"]],
            "ProtectedResourceConditions": {
                "StringEquals": [{"Key": "aws:ResourceTag/Deployment", "Value": "clinic"}]
            },
        },
    ),
]

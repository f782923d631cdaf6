"""Tags and protections are changed in AWS by hand, one after the other, until nothing is left."""

from typing import Any

import pytest

from tests.terraform.destroy.attacks.victim import Victim, protections
from tests.terraform.destroy.seeds import ACCOUNT, bucket

pytestmark = pytest.mark.terraform

EVALUATION = {"Environment": "evaluation"}
PAIR = [{"Key": "Environment", "Value": "evaluation"}]


def retag(victim: Victim) -> None:
    """Everything that holds data says evaluation, as does the settings' state."""
    account = victim.checkout.account
    rds, efs, backup, s3, kms, secrets, logs, trail = (
        account.client(each)
        for each in ("rds", "efs", "backup", "s3", "kms", "secretsmanager", "logs", "cloudtrail")
    )
    (cluster,) = rds.describe_db_clusters()["DBClusters"]
    rds.add_tags_to_resource(ResourceName=cluster["DBClusterArn"], Tags=PAIR)
    for each in efs.describe_file_systems()["FileSystems"]:
        efs.tag_resource(ResourceId=each["FileSystemId"], Tags=PAIR)
    for each in backup.list_backup_vaults()["BackupVaultList"]:
        backup.tag_resource(ResourceArn=each["BackupVaultArn"], Tags=EVALUATION)
    for role in ("accesslogs", "execlogs", "trail"):
        name = bucket("clinic", role)
        found = {
            each["Key"]: each["Value"] for each in s3.get_bucket_tagging(Bucket=name)["TagSet"]
        }
        tags = [{"Key": key, "Value": value} for key, value in (found | EVALUATION).items()]
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tags})
    for each in kms.list_keys()["Keys"]:
        tags = [{"TagKey": "Environment", "TagValue": "evaluation"}]
        if kms.describe_key(KeyId=each["KeyId"])["KeyMetadata"]["Description"].startswith(
            "OpenEMR"
        ):
            kms.tag_resource(KeyId=each["KeyId"], Tags=tags)
    for each in secrets.list_secrets()["SecretList"]:
        secrets.tag_resource(SecretId=each["ARN"], Tags=PAIR)
    for each in logs.describe_log_groups()["logGroups"]:
        logs.tag_resource(resourceArn=each["arn"].removesuffix(":*"), tags=EVALUATION)
    arn = f"arn:aws:cloudtrail:us-west-2:{ACCOUNT}:trail/openemr-clinic-trail"
    trail.add_tags(ResourceId=arn, TagsList=PAIR)


def lower(victim: Victim) -> None:
    """No protection is left but S3's Object Lock, which a bucket never loses."""
    account = victim.checkout.account
    account.client("rds").modify_db_cluster(
        DBClusterIdentifier="openemr-clinic-database", DeletionProtection=False
    )
    account.client("backup").delete_backup_vault_lock_configuration(
        BackupVaultName="openemr-clinic-vault"
    )
    elbv2 = account.client("elbv2")
    (balancer,) = elbv2.describe_load_balancers()["LoadBalancers"]
    off = [{"Key": "deletion_protection.enabled", "Value": "false"}]
    elbv2.modify_load_balancer_attributes(
        LoadBalancerArn=balancer["LoadBalancerArn"], Attributes=off
    )


def edited_state(victim: Victim) -> str:
    text = victim.checkout.state_file("clinic").read_text()
    for old, new in (
        ('"Environment": "production"', '"Environment": "evaluation"'),
        ('"deletion_protection": true', '"deletion_protection": false'),
        ('"enable_deletion_protection": true', '"enable_deletion_protection": false'),
        ('"force_destroy": false', '"force_destroy": true'),
        ('"recovery_window_in_days": 30', '"recovery_window_in_days": 0'),
        ('"object_lock_enabled": true', '"object_lock_enabled": false'),
    ):
        text = text.replace(old, new)
    return text


def test_tags_changed_by_hand(victim: Victim) -> None:
    retag(victim)
    with victim.edited(environment="evaluation"):
        for state in (None, edited_state(victim)):
            with victim.with_state(state):
                said = victim.assert_refused("--yes")
                assert "has deletion protection in AWS" in said
        deployed = victim.checkout.openemr("deploy", "clinic", "--yes")
        assert deployed.returncode == 3, deployed.stderr
        assert "--leave-production clinic" in deployed.stderr
    victim.assert_intact()


def test_protections_lowered_by_hand_as_well(victim: Victim) -> None:
    """What is left are Object Lock and the name of the database's master user."""
    lower(victim)
    lowered: dict[str, Any] = protections(victim.checkout.account)
    assert (lowered["database"], lowered["load balancers"]) == (False, ["false"])
    with victim.edited(environment="evaluation"):
        for state in (None, edited_state(victim)):
            with victim.with_state(state):
                said = victim.assert_refused("--yes")
                assert "has deletion protection in AWS" not in said
                assert "was not created for an evaluation (master user dbadmin)" in said


def test_the_last_trace_is_the_database_itself(victim: Victim) -> None:
    """The trail and its locked bucket are gone by other hands; then the database too."""
    account = victim.checkout.account
    account.client("cloudtrail").delete_trail(Name="openemr-clinic-trail")
    s3, name = account.client("s3"), bucket("clinic", "trail")
    for each in s3.list_object_versions(Bucket=name)["Versions"]:
        s3.delete_object(
            Bucket=name,
            Key=each["Key"],
            VersionId=each["VersionId"],
            BypassGovernanceRetention=True,
        )
    s3.delete_bucket(Bucket=name)
    with victim.edited(environment="evaluation"), victim.with_state(None):
        ended = victim.checkout.openemr("destroy", "clinic", "--yes", "--json")
        assert ended.returncode == 3, ended.stderr
        assert "was not created for an evaluation" in ended.stdout
        rds = account.client("rds")
        for each in rds.describe_db_instances()["DBInstances"]:
            rds.delete_db_instance(DBInstanceIdentifier=each["DBInstanceIdentifier"])
        rds.delete_db_cluster(DBClusterIdentifier="openemr-clinic-database", SkipFinalSnapshot=True)
        ended = victim.checkout.openemr("destroy", "clinic", "--yes", "--json")
        assert ended.returncode == 3, ended.stderr
        assert "but no database that shows how it was created" in ended.stdout
    efs = account.client("efs").describe_file_systems()["FileSystems"]
    vaults = account.client("backup").list_backup_vaults()["BackupVaultList"]
    assert (len(efs), len(vaults)) == (1, 1)

"""With --auth: what a request is authorized for beside its operation, and the policy simulator."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from scripts.embedded_aws import EmbeddedAws
from scripts.embedded_aws.iam_user import create_user
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database

OURS = "arn:aws:iam::000000000000:role/openemr-clinic-task"
FAMILY = {
    "family": "openemr-clinic-openemr",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "web"}],
}
TAGS = [{"Key": "Deployment", "Value": "clinic"}]
OWN = {"StringEquals": {"aws:ResourceTag/Deployment": "clinic"}}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws(auth=True) as server:
        iam = Account(server).client("iam")
        for name in ("openemr-clinic-task", "administrator"):
            trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}
            document = {
                "Version": "2012-10-17",
                "Statement": [trust | {"Action": "sts:AssumeRole"}],
            }
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))
        yield server


def user(aws: EmbeddedAws, service: str, *statements: dict[str, Any]) -> Any:
    """A client of a user with these rights alone."""
    allowed = [{"Effect": "Allow", "Resource": "*", **each} for each in statements]
    document = {"Version": "2012-10-17", "Statement": allowed}
    key = create_user(aws.url, aws.region, "deployer", document)
    return boto3.client(
        service,
        endpoint_url=aws.url,
        region_name=aws.region,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
    )


def refused(call: Any, **request: Any) -> str:
    with pytest.raises(ClientError) as error:
        call(**request)
    return str(error.value)


REGISTER = {"Action": "ecs:RegisterTaskDefinition"}
PASS = {
    "Action": "iam:PassRole",
    "Resource": "arn:aws:iam::000000000000:role/openemr-clinic-*",
    "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
}


def test_a_role_is_handed_over_with_the_right_to_pass_it_only(aws: EmbeddedAws) -> None:
    ecs = user(aws, "ecs", REGISTER)
    assert "perform: iam:PassRole" in refused(
        ecs.register_task_definition, **FAMILY, taskRoleArn=OURS
    )
    ecs = user(aws, "ecs", REGISTER, PASS)
    ecs.register_task_definition(**FAMILY, taskRoleArn=OURS)
    other = "arn:aws:iam::000000000000:role/administrator"
    assert "perform: iam:PassRole" in refused(
        ecs.register_task_definition, **FAMILY, taskRoleArn=other
    )
    elsewhere = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    ecs = user(aws, "ecs", REGISTER, PASS | {"Condition": elsewhere})
    assert "perform: iam:PassRole" in refused(
        ecs.register_task_definition, **FAMILY, taskRoleArn=OURS
    )


@pytest.mark.parametrize(
    ("service", "create", "tag", "operation", "request_"),
    [
        ("sns", "sns:CreateTopic", "sns:TagResource", "create_topic", {"Name": "t", "Tags": TAGS}),
        (
            *("backup", "backup:CreateBackupVault", "backup:TagResource", "create_backup_vault"),
            {"BackupVaultName": "vault", "BackupVaultTags": {"Deployment": "clinic"}},
        ),
        (
            *("ec2", "ec2:CreateVpc", "ec2:CreateTags", "create_vpc"),
            {
                "CidrBlock": "10.0.0.0/16",
                "TagSpecifications": [{"ResourceType": "vpc", "Tags": TAGS}],
            },
        ),
    ],
)
def test_tags_at_creation_have_an_action_of_their_own(
    aws: EmbeddedAws,
    service: str,
    create: str,
    tag: str,
    operation: str,
    request_: dict[str, Any],
) -> None:
    other = {"Action": [create, "backup-storage:MountCapsule"]}
    call = getattr(user(aws, service, other), operation)
    assert f"perform: {tag}" in refused(call, **request_)
    for value, is_allowed in (("clinic", True), ("other", False)):
        condition = {"StringEquals": {"aws:RequestTag/Deployment": value}}
        client = user(aws, service, other, {"Action": tag, "Condition": condition})
        if is_allowed:
            getattr(client, operation)(**request_)
        else:
            assert f"perform: {tag}" in refused(getattr(client, operation), **request_)


def test_a_vault_needs_its_storage(aws: EmbeddedAws) -> None:
    backup = user(aws, "backup", {"Action": "backup:CreateBackupVault"})
    said = refused(backup.create_backup_vault, BackupVaultName="vault")
    assert "perform: backup-storage:MountCapsule" in said


def test_tags_of_a_known_resource_are_compared(aws: EmbeddedAws) -> None:
    ec2 = Account(aws).client("ec2")
    specification = [{"ResourceType": "vpc", "Tags": TAGS}]
    ours = ec2.create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=specification)["Vpc"]["VpcId"]
    theirs = ec2.create_vpc(
        CidrBlock="10.2.0.0/16",
        TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "Deployment", "Value": "x"}]}],
    )["Vpc"]["VpcId"]
    vpcs = "arn:aws:ec2:us-west-2:000000000000:*/*"
    deployer = user(aws, "ec2", {"Action": "ec2:DeleteVpc", "Resource": vpcs, "Condition": OWN})
    assert "ec2:DeleteVpc" in refused(deployer.delete_vpc, VpcId=theirs)
    deployer.delete_vpc(VpcId=ours)


def test_a_role_keeps_its_boundary(aws: EmbeddedAws) -> None:
    admin = Account(aws).client("iam")
    allow = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
    }
    arn = admin.create_policy(PolicyName="bound", PolicyDocument=json.dumps(allow))["Policy"]["Arn"]
    condition = {"StringEquals": {"iam:PermissionsBoundary": arn}}
    iam = user(aws, "iam", {"Action": "iam:CreateRole", "Condition": condition})
    trust = {"Version": "2012-10-17", "Statement": []}
    request = {"RoleName": "r", "AssumeRolePolicyDocument": json.dumps(trust)}
    assert "iam:CreateRole" in refused(iam.create_role, **request)
    with pytest.raises(ClientError) as malformed:
        iam.create_role(**request, PermissionsBoundary=arn)
    # Authorized; the trust policy of this test is empty.
    assert malformed.value.response["Error"]["Code"] == "MalformedPolicyDocument"


def decisions(aws: EmbeddedAws, **asked: Any) -> list[tuple[str, str]]:
    iam = Account(aws).client("iam")
    answer = iam.simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::000000000000:user/deployer", **asked
    )
    return [
        (each["EvalResourceName"], each["EvalDecision"]) for each in answer["EvaluationResults"]
    ]


def test_the_simulator_judges_resources_and_condition_keys(aws: EmbeddedAws) -> None:
    user(
        aws,
        "iam",
        {"Action": "ec2:DeleteVpc", "Resource": "arn:aws:ec2:*:*:vpc/*", "Condition": OWN},
    )
    vpc, subnet = "arn:aws:ec2:us-west-2:000000000000:vpc/a", "arn:aws:ec2:us-west-2:0:subnet/a"
    tag = {
        "ContextKeyName": "aws:ResourceTag/Deployment",
        "ContextKeyValues": ["clinic"],
        "ContextKeyType": "string",
    }
    asked = {"ActionNames": ["ec2:DeleteVpc"], "ResourceArns": [vpc, subnet]}
    assert decisions(aws, **asked, ContextEntries=[tag]) == [
        (vpc, "allowed"),
        (subnet, "implicitDeny"),
    ]
    assert {each for _, each in decisions(aws, **asked)} == {"implicitDeny"}
    assert decisions(aws, ActionNames=["ec2:DeleteVpc"]) == [("*", "implicitDeny")]


# What the caller of a restore needs besides: the role for AWS Backup, the copy's key, tags, and for
# a managed password the secret.
SNAPSHOT = "arn:aws:rds:us-west-2:000000000000:cluster-snapshot:copy"
RESTORED = {
    "DBClusterIdentifier": "restored",
    "SnapshotIdentifier": SNAPSHOT,
    "Engine": "aurora-mysql",
}
KEY_USE = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]


@pytest.fixture(scope="module")
def key(aws: EmbeddedAws) -> str:
    """The key of a cluster that has the snapshot `copy`."""
    admin = Account(aws)
    rds = admin.client("rds")
    rds.create_db_cluster(**database("records", StorageEncrypted=True, KmsKeyId=admin.key))
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="copy", DBClusterIdentifier="records"
    )
    return admin.key


def test_a_cluster_is_restored_with_the_rights_to_its_key(aws: EmbeddedAws, key: str) -> None:
    action = {"Action": "rds:RestoreDBClusterFromSnapshot"}
    other = "arn:aws:kms:us-west-2:000000000000:key/other"
    for rights in ([action], [action, {"Action": KEY_USE, "Resource": other}]):
        said = refused(user(aws, "rds", *rights).restore_db_cluster_from_snapshot, **RESTORED)
        assert "perform: kms:CreateGrant" in said
    use = {"Action": KEY_USE, "Resource": key}
    new_cluster = action | {"Resource": "arn:aws:rds:us-west-2:000000000000:cluster:restored"}
    said = refused(user(aws, "rds", new_cluster, use).restore_db_cluster_from_snapshot, **RESTORED)
    assert "perform: rds:RestoreDBClusterFromSnapshot" in said
    last = json.loads(aws.authorizations.read_text(encoding="utf-8").splitlines()[-1])
    assert (last["resource"], last["allowed"]) == (SNAPSHOT, False)
    rds = user(aws, "rds", action, use)
    tagged = {**RESTORED, "Tags": TAGS}
    assert "perform: rds:AddTagsToResource" in refused(
        rds.restore_db_cluster_from_snapshot, **tagged
    )
    rds.restore_db_cluster_from_snapshot(**RESTORED)

    change = {"DBClusterIdentifier": "restored", "ManageMasterUserPassword": True}
    rds = user(aws, "rds", {"Action": "rds:ModifyDBCluster"})
    assert "perform: secretsmanager:CreateSecret" in refused(rds.modify_db_cluster, **change)


def test_a_point_in_time_needs_the_rights_to_its_key_too(aws: EmbeddedAws, key: str) -> None:
    request = {
        "DBClusterIdentifier": "earlier",
        "SourceDBClusterIdentifier": "records",
        "UseLatestRestorableTime": True,
    }
    action = {"Action": "rds:RestoreDBClusterToPointInTime"}
    said = refused(user(aws, "rds", action).restore_db_cluster_to_point_in_time, **request)
    assert "perform: kms:CreateGrant" in said
    use = {"Action": KEY_USE, "Resource": key}
    user(aws, "rds", action, use).restore_db_cluster_to_point_in_time(**request)


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("StartRestoreJob", {"Metadata": {"x": "y"}}),
        (
            "StartCopyJob",
            {
                "SourceBackupVaultName": "vault",
                "DestinationBackupVaultArn": "arn:aws:backup:us-west-2:000000000000:backup-vault:v",
            },
        ),
    ],
)
def test_a_restore_job_is_started_with_a_role_that_may_be_passed(
    aws: EmbeddedAws, operation: str, more: dict[str, Any]
) -> None:
    request = {
        "RecoveryPointArn": "arn:aws:backup:us-west-2:000000000000:recovery-point:1",
        "IamRoleArn": OURS,
        **more,
    }
    action = {"Action": f"backup:{operation}"}
    call = xform_name(operation)
    assert "perform: iam:PassRole" in refused(getattr(user(aws, "backup", action), call), **request)
    to_backup = {"StringEquals": {"iam:PassedToService": "backup.amazonaws.com"}}
    allowed = user(aws, "backup", action, PASS | {"Condition": to_backup})
    # Authorized; the role is one that AWS Backup cannot assume.
    assert "cannot be assumed by AWS Backup" in refused(getattr(allowed, call), **request)

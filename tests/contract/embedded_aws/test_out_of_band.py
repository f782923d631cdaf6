"""What people do by hand to an account stays done, so that drift can find it."""

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database


def test_a_snapshot_is_shared_and_shared_no_more(account: Account) -> None:
    rds = account.client("rds")
    rds.create_db_cluster(**database("records"))
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="copy", DBClusterIdentifier="records"
    )

    def shared_with() -> list[str]:
        answer = rds.describe_db_cluster_snapshot_attributes(DBClusterSnapshotIdentifier="copy")
        (restore,) = answer["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"]
        return list(restore["AttributeValues"])

    assert shared_with() == []
    change = {"DBClusterSnapshotIdentifier": "copy", "AttributeName": "restore"}
    rds.modify_db_cluster_snapshot_attribute(**change, ValuesToAdd=["999999999999", "all"])
    assert shared_with() == ["999999999999", "all"]
    rds.modify_db_cluster_snapshot_attribute(**change, ValuesToRemove=["all"])
    assert shared_with() == ["999999999999"]


def test_a_log_group_loses_its_key_and_gets_another(account: Account) -> None:
    logs = account.client("logs")
    logs.create_log_group(logGroupName="papers")

    def key() -> str | None:
        (group,) = logs.describe_log_groups(logGroupNamePrefix="papers")["logGroups"]
        return str(group["kmsKeyId"]) if "kmsKeyId" in group else None

    logs.associate_kms_key(logGroupName="papers", kmsKeyId=account.key)
    assert key() == account.key
    logs.disassociate_kms_key(logGroupName="papers")
    assert key() is None


def test_an_instance_is_a_member_of_its_security_group(account: Account) -> None:
    ec2 = account.client("ec2")
    group = ec2.create_security_group(GroupName="own", Description="own", VpcId=account.vpc)
    members = [{"Name": "group-id", "Values": [group["GroupId"]]}]
    assert ec2.describe_network_interfaces(Filters=members)["NetworkInterfaces"] == []
    (instance,) = ec2.run_instances(
        ImageId="ami-1",
        MinCount=1,
        MaxCount=1,
        SubnetId=account.subnets[0],
        SecurityGroupIds=[group["GroupId"]],
    )["Instances"]
    (interface,) = ec2.describe_network_interfaces(Filters=members)["NetworkInterfaces"]
    assert interface["Attachment"]["InstanceId"] == instance["InstanceId"]
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    assert ec2.describe_network_interfaces(Filters=members)["NetworkInterfaces"] == []


def test_a_vpc_is_attached_to_a_transit_gateway(account: Account) -> None:
    ec2 = account.client("ec2")
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    attachment = ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=gateway, VpcId=account.vpc, SubnetIds=account.subnets[:1]
    )["TransitGatewayVpcAttachment"]
    found = ec2.describe_transit_gateway_vpc_attachments(
        Filters=[{"Name": "vpc-id", "Values": [account.vpc]}]
    )["TransitGatewayVpcAttachments"]
    assert [each["TransitGatewayAttachmentId"] for each in found] == [
        attachment["TransitGatewayAttachmentId"]
    ]


def test_a_listener_shows_its_further_certificates(account: Account) -> None:
    elb = account.client("elbv2")
    listener = elb.create_listener(
        LoadBalancerArn=account.balancer,
        Protocol="HTTP",
        Port=8080,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": account.target_group}],
    )["Listeners"][0]["ListenerArn"]
    more = [{"CertificateArn": account.certificate}]
    elb.add_listener_certificates(ListenerArn=listener, Certificates=more)
    found = elb.describe_listener_certificates(ListenerArn=listener)["Certificates"]
    assert found == [{"CertificateArn": account.certificate, "IsDefault": False}]
    elb.remove_listener_certificates(ListenerArn=listener, Certificates=more)
    assert elb.describe_listener_certificates(ListenerArn=listener)["Certificates"] == []

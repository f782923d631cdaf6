"""What people do by hand to an account stays done, so that drift can find it."""

from urllib.error import HTTPError

import pytest

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


def test_ways_into_a_vpc_stay_there(account: Account) -> None:
    ec2, within = account.client("ec2"), [{"Name": "vpc-id", "Values": [account.vpc]}]
    connect = ec2.create_instance_connect_endpoint(SubnetId=account.subnets[0])
    carrier = ec2.create_carrier_gateway(VpcId=account.vpc)
    (found,) = ec2.describe_instance_connect_endpoints(Filters=within)["InstanceConnectEndpoints"]
    assert found == connect["InstanceConnectEndpoint"]
    assert ec2.describe_carrier_gateways(Filters=within)["CarrierGateways"] == [
        carrier["CarrierGateway"]
    ]
    elsewhere = [{"Name": "vpc-id", "Values": ["vpc-0"]}]
    assert ec2.describe_carrier_gateways(Filters=elsewhere)["CarrierGateways"] == []


def test_public_access_is_blocked_in_the_region(account: Account) -> None:
    ec2 = account.client("ec2")

    def mode() -> str:
        answer = ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
        return str(answer["InternetGatewayBlockMode"])

    assert mode() == "off"
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-bidirectional")
    assert mode() == "block-bidirectional"


def test_policies_of_the_account_hold_for_its_logs(account: Account) -> None:
    logs = account.client("logs")
    kind = {"policyType": "SUBSCRIPTION_FILTER_POLICY"}
    logs.put_account_policy(policyName="all", policyDocument="{}", **kind)
    (policy,) = logs.describe_account_policies(**kind)["accountPolicies"]
    assert policy["policyName"] == "all"
    other = logs.describe_account_policies(policyType="DATA_PROTECTION_POLICY")
    assert other["accountPolicies"] == []
    logs.delete_account_policy(policyName="all", **kind)
    assert logs.describe_account_policies(**kind)["accountPolicies"] == []


def test_a_rule_mutes_alarms(account: Account) -> None:
    cloudwatch = account.client("cloudwatch")
    schedule = {"Expression": "cron(0 2 * * *)", "Duration": "PT1H"}
    cloudwatch.put_alarm_mute_rule(
        Name="quiet", Rule={"Schedule": schedule}, MuteTargets={"AlarmNames": ["loud"]}
    )
    (rule,) = cloudwatch.list_alarm_mute_rules()["AlarmMuteRuleSummaries"]
    assert rule["AlarmMuteRuleArn"].endswith(":alarm-mute-rule:quiet")
    found = cloudwatch.get_alarm_mute_rule(AlarmMuteRuleName="quiet")
    assert found["MuteTargets"] == {"AlarmNames": ["loud"]}


def test_a_resource_reaches_a_state_by_itself(account: Account) -> None:
    efs = account.client("efs")
    system = efs.create_file_system(CreationToken="files")["FileSystemId"]

    def state() -> str:
        (found,) = efs.describe_file_systems(FileSystemId=system)["FileSystems"]
        return str(found["LifeCycleState"])

    assert state() == "available"
    account.server.reach_state("efs_file_system", system, "error")
    assert state() == "error"
    with pytest.raises(HTTPError):
        account.server.reach_state("efs_file_system", "fs-0", "error")


def test_rds_rotates_the_secret_of_a_master_user(account: Account) -> None:
    managed = {**database("managed"), "ManageMasterUserPassword": True}
    managed.pop("MasterUserPassword", None)
    made = account.client("rds").create_db_cluster(**managed)["DBCluster"]
    secret = account.client("secretsmanager").describe_secret(
        SecretId=made["MasterUserSecret"]["SecretArn"]
    )
    assert (secret["RotationEnabled"], secret["RotationRules"]) == (
        True,
        {"AutomaticallyAfterDays": 7},
    )

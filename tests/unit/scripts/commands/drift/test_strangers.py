"""What is in the VPC and in web ACLs beside the deployment's own parts, by who made it."""

from typing import Any

import pytest

from scripts.commands.drift.running.region import log_policies, public_access_block
from scripts.commands.drift.unmanaged.access import policy_versions
from scripts.commands.drift.unmanaged.data import proxies
from scripts.commands.drift.unmanaged.firewall import FIREWALL_MANAGER, SHIELD, web_acl_rules
from scripts.commands.drift.unmanaged.interfaces import interfaces
from scripts.commands.drift.unmanaged.vpc import vpc_parts
from tests.unit.scripts.commands.drift.answers import read

VPC, GROUP, DEFAULT, ACCOUNT = "vpc-1", "sg-tasks", "sg-default", "111122223333"
EXISTING: dict[str, dict[str, Any]] = {
    "aws_vpc.v": {"id": VPC},
    "aws_security_group.g": {"id": GROUP},
    "aws_default_security_group.d": {"id": DEFAULT},
}
V, G, D = EXISTING


def interface(*groups: str, **changes: Any) -> dict[str, Any]:
    """One in the VPC, as DescribeNetworkInterfaces returns it."""
    return {
        "NetworkInterfaceId": "eni-1",
        "VpcId": VPC,
        "OwnerId": ACCOUNT,
        "InterfaceType": "interface",
        "RequesterManaged": False,
        "Groups": [{"GroupId": each} for each in groups],
        **changes,
    }


BY_AWS = {"RequesterManaged": True}


# Requesters and types as in EC2's API reference, EFS's CreateMountTarget (botocore 1.44.8) and
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html (2026-11)
@pytest.mark.parametrize(
    "known",
    [
        interface(GROUP, **BY_AWS, Description="arn:aws:ecs:us-west-2:1:attachment/1"),
        interface(GROUP, **BY_AWS, RequesterId="amazon-rds", Description="RDSNetworkInterface"),
        interface(GROUP, **BY_AWS, Description="EFS mount target for fs-1 (fsmt-1)"),
        interface(GROUP, **BY_AWS, Description="ELB app/openemr/1"),
        interface("sg-else", **BY_AWS, Description="ELB net/somebodys/1"),
        interface("sg-guard", **BY_AWS, Description="VPC Endpoint Interface: vpce-1"),
        interface(GROUP, Attachment={"InstanceOwnerId": "amazon-aws"}),
        interface(**BY_AWS, InterfaceType="nat_gateway"),
        interface("sg-guard", **BY_AWS, InterfaceType="vpc_endpoint"),
        interface(**BY_AWS, InterfaceType="transit_gateway"),
        # Its instance is reported as such.
        interface("sg-else", Attachment={"InstanceId": "i-1", "DeviceIndex": 0}),
    ],
)
def test_interfaces_of_known_parts_are_no_drift(known: dict[str, Any]) -> None:
    assert read(interfaces, EXISTING, describe_network_interfaces=[known]) == []


@pytest.mark.parametrize(
    ("stranger", "address", "severity"),
    [
        (interface(GROUP), G, "critical"),
        (interface(GROUP, Attachment={"InstanceOwnerId": ACCOUNT}), G, "critical"),
        (interface(DEFAULT), D, "critical"),
        # No part of the deployment uses the default group.
        (interface(DEFAULT, **BY_AWS, RequesterId="somebody"), D, "critical"),
        (interface("sg-else"), V, "high"),
        # Anybody may describe an interface so that AWS did not request.
        (interface("sg-else", Description="ELB app/openemr/1"), V, "high"),
        (interface("sg-else", **BY_AWS, RequesterId="333344445555"), V, "high"),
        (interface("sg-else", InterfaceType="lambda", **BY_AWS), V, "high"),
        (interface(GROUP, InterfaceType="lambda", **BY_AWS), G, "critical"),
        (interface(GROUP, Attachment={"InstanceId": "i-1"}), G, "critical"),
        # A second interface of an instance elsewhere.
        (interface("sg-else", Attachment={"InstanceId": "i-1", "DeviceIndex": 1}), V, "high"),
        (interface(GROUP, VpcId="vpc-shared"), G, "critical"),
    ],
)
def test_an_interface_of_whom_nobody_knows_is_drift(
    stranger: dict[str, Any], address: str, severity: str
) -> None:
    (found,) = read(interfaces, EXISTING, describe_network_interfaces=[stranger])
    assert (found.address, found.severity.value) == (address, severity)
    assert "eni-1 of " in found.after


@pytest.mark.parametrize(
    ("operation", "entry", "attribute"),
    [
        (
            "describe_load_balancers",
            {"LoadBalancerArn": "a", "VpcId": VPC, "State": {"Code": "active"}},
            "load_balancer",
        ),
        (
            "describe_load_balancers",
            {"LoadBalancerName": "old", "VPCId": VPC},
            "classic_load_balancer",
        ),
        (
            "describe_client_vpn_endpoints",
            {"ClientVpnEndpointId": "c", "VpcId": VPC, "Status": {"Code": "available"}},
            "client_vpn_endpoint",
        ),
        (
            "describe_egress_only_internet_gateways",
            {"EgressOnlyInternetGatewayId": "e", "Attachments": [{"VpcId": VPC}]},
            "egress_only_internet_gateway",
        ),
        (
            "describe_db_proxies",
            {"DBProxyName": "p", "VpcId": VPC, "Status": "available"},
            "db_proxy",
        ),
        (
            "describe_instances",
            {"Instances": [{"InstanceId": "i", "State": {"Name": "stopped"}}]},
            "instance",
        ),
    ],
)
def test_parts_of_other_vpcs_are_left_out(
    operation: str, entry: dict[str, Any], attribute: str
) -> None:
    found = read(vpc_parts, EXISTING, **{operation: [entry]})
    assert [each.attribute for each in found] == [attribute]
    elsewhere = {"VpcId": "vpc-2", "VPCId": "vpc-2", "Attachments": [{"VpcId": "vpc-2"}]}
    other = {**entry, **{key: elsewhere[key] for key in entry if key in elsewhere}}
    if other != entry:
        assert read(vpc_parts, EXISTING, **{operation: [other]}) == []


NAT, LOG = "aws_nat_gateway.n", "aws_flow_log.f"
OF_OURS_IN_THE_VPC = {**EXISTING, NAT: {"id": "nat-1"}, LOG: {"id": "fl-1"}}


@pytest.mark.parametrize(
    ("operation", "entry", "found"),
    [
        ("nat_gateways", {"NatGatewayId": "nat-1", "State": "available"}, []),
        ("nat_gateways", {"NatGatewayId": "nat-1", "State": "failed"}, [(NAT, "failed", "high")]),
        ("nat_gateways", {"NatGatewayId": "nat-2", "State": "failed"}, []),
        ("nat_gateways", {"NatGatewayId": "nat-2", "State": "pending"}, [(V, "nat-2", "medium")]),
        ("flow_logs", {"FlowLogId": "fl-1", "DeliverLogsStatus": "SUCCESS"}, []),
        (
            "flow_logs",
            {"FlowLogId": "fl-1", "DeliverLogsStatus": "FAILED"},
            [(LOG, "FAILED", "critical")],
        ),
    ],
)
def test_of_ours_the_state_counts_and_of_others_that_they_are_there(
    operation: str, entry: dict[str, Any], found: list[tuple[str, str, str]]
) -> None:
    findings = read(vpc_parts, OF_OURS_IN_THE_VPC, **{f"describe_{operation}": [entry]})
    assert [(each.address, each.after, each.severity.value) for each in findings] == found


@pytest.mark.parametrize("state", ["terminated", "shutting-down"])
def test_ended_instances_are_no_drift(state: str) -> None:
    ended = {"Instances": [{"InstanceId": "i", "State": {"Name": state}}]}
    assert read(vpc_parts, EXISTING, describe_instances=[ended]) == []


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ({"RdsResourceId": "c"}, True),
        ({"RdsResourceId": "w", "TrackedClusterId": "c"}, True),
        ({"RdsResourceId": "another"}, False),
    ],
)
def test_proxies_of_the_database_are_drift_wherever_they_are(
    target: dict[str, Any], found: bool
) -> None:
    existing = {"aws_rds_cluster.c": {"id": "c"}}
    proxy = {"DBProxyName": "p", "VpcId": "vpc-2"}
    answers = {"describe_db_proxies": [proxy], "describe_db_proxy_targets": [target]}
    assert [each.after for each in read(proxies, existing, **answers)] == ["p"] * found


ACL_ARN = f"arn:aws:wafv2:us-west-2:{ACCOUNT}:regional/webacl/acl/1"
ACL = {"aws_wafv2_web_acl.a": {"id": "1", "name": "acl", "scope": "REGIONAL", "arn": ACL_ARN}}
# As others have recorded it: the group lies in an account of AWS.
SHIELDS = {
    "Name": f"ShieldMitigationRuleGroup_{ACCOUNT}_1_2",
    "Priority": 10_000_000,
    "Statement": {
        "RuleGroupReferenceStatement": {
            "ARN": "arn:aws:wafv2:us-west-2:153427709519:regional/rulegroup/"
            f"ShieldMitigationRuleGroup_{ACCOUNT}_1_2/3"
        }
    },
}
OF_OURS = {
    "RuleGroupReferenceStatement": {
        "ARN": f"arn:aws:wafv2:us-west-2:{ACCOUNT}:regional/rulegroup/ShieldMitigationRuleGroup_x/3"
    }
}


@pytest.mark.parametrize(
    ("rule", "owner"),
    [
        (SHIELDS, SHIELD),
        (SHIELDS | {"Priority": 1}, ""),
        (SHIELDS | {"Statement": {"GeoMatchStatement": {}}, "Action": {"Allow": {}}}, ""),
        (SHIELDS | {"Statement": OF_OURS}, ""),
    ],
)
def test_only_shields_own_rule_is_shields(rule: dict[str, Any], owner: str) -> None:
    ours = {"Name": "rate", "Priority": 1, "Statement": {}}
    (found,) = read(web_acl_rules, ACL, get_web_acl={"WebACL": {"Rules": [ours, rule]}})
    assert (found.after, found.owner) == (rule["Name"], owner)
    assert found.severity.value == "critical"


@pytest.mark.parametrize("member", ["PreProcess", "PostProcess"])
def test_rule_groups_of_firewall_manager_are_told_with_its_name(member: str) -> None:
    group = {"Name": "PREFMManaged-1", "Priority": 0}
    answer = {"WebACL": {f"{member}FirewallManagerRuleGroups": [group]}}
    (found,) = read(web_acl_rules, ACL, get_web_acl=answer)
    assert (found.after, found.owner) == ("PREFMManaged-1", FIREWALL_MANAGER)


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ({"v1": True}, []),
        # What Terraform leaves behind when it changes a policy.
        ({"v1": False, "v2": False, "v3": True}, []),
        ({"v1": True, "v2": False}, ["v2 beside v1"]),
        ({"v9": True, "v10": False}, ["v10 beside v9"]),
    ],
)
def test_only_newer_versions_of_a_policy_wait(versions: dict[str, bool], found: list[str]) -> None:
    listed = [{"VersionId": k, "IsDefaultVersion": v} for k, v in versions.items()]
    policy = {"aws_iam_policy.p": {"id": "p", "arn": "p"}}
    findings = read(policy_versions, policy, list_policy_versions=listed)
    assert [each.after for each in findings] == found


@pytest.mark.parametrize(
    ("mode", "exempt", "found"),
    [
        ("off", [], False),
        ("", [], True),
        ("block-bidirectional", [], True),
        ("block-ingress", [], True),
        ("block-ingress", [(VPC, "allow-bidirectional")], False),
        ("block-ingress", [(VPC, "allow-egress")], True),
        ("block-ingress", [("vpc-2", "allow-bidirectional")], True),
    ],
)
def test_a_block_of_public_access_counts_unless_the_vpc_is_exempt(
    mode: str, exempt: list[tuple[str, str]], found: bool
) -> None:
    findings = read(
        public_access_block,
        {V: {"id": VPC}},
        describe_vpc_block_public_access_options={
            "VpcBlockPublicAccessOptions": {"InternetGatewayBlockMode": mode}
        },
        describe_vpc_block_public_access_exclusions=[
            {
                "ResourceArn": f"arn:aws:ec2:us-west-2:{ACCOUNT}:vpc/{each}",
                "InternetGatewayExclusionMode": exclusion,
                "State": "create-complete",
            }
            for each, exclusion in exempt
        ],
    )
    assert [each.severity.value for each in findings] == ["high"] * found


def test_policies_of_the_account_are_told_at_the_first_log_group_they_cover() -> None:
    logs = {f"aws_cloudwatch_log_group.{n}": {"id": n, "name": n} for n in ("b", "a")}
    policy = {"policyName": "p", "selectionCriteria": 'LogGroupName NOT IN ["a"]'}
    found = read(log_policies, logs, describe_account_policies=[policy])
    assert {each.address for each in found} == {"aws_cloudwatch_log_group.b"}
    assert [each.severity.value for each in found] == ["critical", "high", "medium"]
    everything = {**policy, "selectionCriteria": 'LogGroupName NOT IN ["a", "b"]'}
    assert read(log_policies, logs, describe_account_policies=[everything]) == []
    chosen = {**policy, "selectionCriteria": 'LogGroupNamePrefix IN ["a", "b"]'}
    assert len(read(log_policies, logs, describe_account_policies=[chosen])) == len(found)

"""Out-of-band changes of VPC and routes."""

import json

from tests.terraform.drift.out_of_band.change import (
    ANYWHERE,
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    OutOfBand,
    Site,
    added,
    gone,
)

VPC = "aws_vpc.network_vpc"


def _route_to_internet(site: Site) -> None:
    site.client("ec2").create_route(
        RouteTableId=site.id("aws_route_table.network_private_1_table"),
        DestinationCidrBlock="198.51.100.0/24",
        GatewayId=site.id("aws_internet_gateway.network_gateway"),
    )


def _drop_route(site: Site) -> None:
    site.client("ec2").delete_route(
        RouteTableId=site.id("aws_route_table.network_private_2_table"),
        DestinationCidrBlock=ANYWHERE,
    )


def _bypass_nat(site: Site) -> None:
    site.client("ec2").replace_route(
        RouteTableId=site.id("aws_route_table.network_private_1_table"),
        DestinationCidrBlock=ANYWHERE,
        GatewayId=site.id("aws_internet_gateway.network_gateway"),
    )


def _deny_in_default_acl(site: Site) -> None:
    site.client("ec2").create_network_acl_entry(
        NetworkAclId=site.of(VPC)["default_network_acl_id"],
        RuleNumber=50,
        Protocol="6",
        RuleAction="deny",
        Egress=False,
        CidrBlock="10.0.0.0/8",
        PortRange={"From": 3307, "To": 3307},
    )


def _dns_off(site: Site) -> None:
    site.client("ec2").modify_vpc_attribute(VpcId=site.id(VPC), EnableDnsSupport={"Value": False})


def _hostnames_off(site: Site) -> None:
    site.client("ec2").modify_vpc_attribute(VpcId=site.id(VPC), EnableDnsHostnames={"Value": False})


def _other_dhcp(site: Site) -> None:
    ec2 = site.client("ec2")
    options = ec2.create_dhcp_options(
        DhcpConfigurations=[{"Key": "domain-name-servers", "Values": ["198.51.100.53"]}]
    )["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=site.id(VPC))


def _narrow_endpoint(site: Site) -> None:
    nothing = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    site.client("ec2").modify_vpc_endpoint(
        VpcEndpointId=site.id("aws_vpc_endpoint.network_s3"),
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [nothing]}),
    )


def _delete_endpoint(site: Site) -> None:
    site.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[site.id("aws_vpc_endpoint.network_s3")])


def _public_addresses(site: Site) -> None:
    site.client("ec2").modify_subnet_attribute(
        SubnetId=site.id("aws_subnet.network_private_1"), MapPublicIpOnLaunch={"Value": True}
    )


def _private_subnet_to_public_table(site: Site) -> None:
    site.client("ec2").replace_route_table_association(
        AssociationId=site.id("aws_route_table_association.network_private_2_routes"),
        RouteTableId=site.id("aws_route_table.network_public"),
    )


def _delete_flow_log(site: Site) -> None:
    site.client("ec2").delete_flow_logs(FlowLogIds=[site.id("aws_flow_log.flow_logs_vpc")])


def _delete_nat(site: Site) -> None:
    site.client("ec2").delete_nat_gateway(NatGatewayId=site.id("aws_nat_gateway.network_nat_1"))


def _tag_vpc(site: Site) -> None:
    site.client("ec2").create_tags(
        Resources=[site.id(VPC)], Tags=[{"Key": "Name", "Value": "somebody"}]
    )


def _peer(site: Site) -> None:
    ec2 = site.client("ec2")
    other = ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]
    peering = ec2.create_vpc_peering_connection(VpcId=site.id(VPC), PeerVpcId=other)
    id_ = peering["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=id_)


def _second_endpoint(site: Site) -> None:
    site.client("ec2").create_vpc_endpoint(
        VpcId=site.id(VPC),
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.us-west-2.execute-api",
        SubnetIds=[site.id("aws_subnet.network_private_1")],
    )


def _second_flow_log(site: Site) -> None:
    site.client("ec2").create_flow_logs(
        ResourceIds=[site.id(VPC)],
        ResourceType="VPC",
        TrafficType="REJECT",
        LogDestinationType="s3",
        LogDestination="arn:aws:s3:::somebody-elses-bucket",
    )


CHANGES = [
    added(
        "route to the internet",
        _route_to_internet,
        "aws_route_table.network_private_1_table",
        "route",
        CRITICAL,
    ),
    gone("route deleted", _drop_route, "aws_route.network_private_2_route", HIGH),
    OutOfBand(
        "NAT bypassed", _bypass_nat, "aws_route.network_private_1_route", "gateway_id", CRITICAL
    ),
    added("network_acl_entry", _deny_in_default_acl, VPC, "network_acl_entry", HIGH),
    OutOfBand("DNS off", _dns_off, VPC, "enable_dns_support", HIGH),
    OutOfBand("host names off", _hostnames_off, VPC, "enable_dns_hostnames", HIGH),
    OutOfBand("other name servers", _other_dhcp, VPC, "dhcp_options_id", HIGH),
    OutOfBand(
        "endpoint closed", _narrow_endpoint, "aws_vpc_endpoint.network_s3", "policy", CRITICAL
    ),
    OutOfBand(
        "public addresses",
        _public_addresses,
        "aws_subnet.network_private_1",
        "map_public_ip_on_launch",
        CRITICAL,
    ),
    gone(
        "private subnet at the public table",
        _private_subnet_to_public_table,
        "aws_route_table_association.network_private_2_routes",
        HIGH,
    ),
    gone("flow log deleted", _delete_flow_log, "aws_flow_log.flow_logs_vpc", CRITICAL),
    OutOfBand("VPC renamed", _tag_vpc, VPC, "tags", LOW),
    added("peering", _peer, VPC, "vpc_peering_connection", CRITICAL),
    added("second endpoint", _second_endpoint, VPC, "vpc_endpoint", MEDIUM),
    added("second flow log", _second_flow_log, VPC, "flow_log", HIGH),
]
DELETIONS = [
    gone("NAT gateway deleted", _delete_nat, "aws_nat_gateway.network_nat_1", HIGH),
    gone("endpoint deleted", _delete_endpoint, "aws_vpc_endpoint.network_s3", HIGH),
]

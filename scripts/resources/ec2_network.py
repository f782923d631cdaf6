"""Amazon EC2: VPC, subnets, routes, gateways, endpoints and flow logs."""

from scripts.resources.actions import ec2 as ec2_actions
from scripts.resources.charges import logs as logs_charges
from scripts.resources.charges import network as network_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity, ShownBy
from scripts.resources.facets.impact import INTERRUPTS, LOWERS, OPENS
from scripts.resources.facets.picture import Edge, Icon, NotDrawn, PartOf
from scripts.resources.facets.policies import EVERYONE, Policy, PolicyKind
from scripts.resources.facets.predicates import (
    appeared,
    changed,
    left,
    lost,
    switched_off,
    switched_on,
    to_one_of,
)
from scripts.resources.facets.quota import Quota
from scripts.resources.finders import network

TYPES = (
    KnownType(name="aws_default_network_acl", charge=Free("Rules of the network are free.")),
    KnownType(name="aws_default_route_table", charge=Free("Routes are free.")),
    KnownType(
        name="aws_egress_only_internet_gateway",
        charge=Free("The gateway is free; traffic is charged where it arises."),
    ),
    ResourceType(
        name="aws_eip",
        arguments=Arguments(needed="domain tags", from_settings="tags", free="tags"),
        deletion=Deletion(
            INTERRUPTS, "Partners that allow this address only refuse the deployment."
        ),
        charge=network_charges.address,
        discovery=FoundBy(network.address),
        picture=PartOf(user="aws_nat_gateway"),
        quota=Quota(
            "Elastic IP addresses",
            "ec2",
            "L-0263D0A3",
            5,
            ("ec2", "describe_addresses", "Addresses"),
        ),
        actions=ec2_actions.EIP,
        stack="deployment",
        data=Data(
            "address",
            contents=False,
            prevent_destroy=False,
            leftovers={"address_hours": "public_ipv4_hour"},
        ),
        rules=(Rule("instance", appeared, OPENS, "An instance gets a public address."),),
        drift=Drift(
            comes_later=(
                "association_id",
                "network_interface",
                "private_dns",
                "private_ip",
                "ptr_record",
            )
        ),
    ),
    ResourceType(
        name="aws_flow_log",
        arguments=Arguments(
            needed="iam_role_arn log_destination max_aggregation_interval tags traffic_type vpc_id",
            refers={
                "iam_role_arn": "aws_iam_role",
                "log_destination": "aws_cloudwatch_log_group",
                "vpc_id": "aws_vpc",
            },
            accepted={"traffic_type": ("ALL",)},
            from_settings="tags",
            free="tags",
            accepts={"max_aggregation_interval": to_one_of(60, 600)},
        ),
        deletion=Deletion(
            LOWERS, "Connections in the network are no longer recorded.", rebuilt=True
        ),
        charge=logs_charges.flow_log,
        discovery=FoundBy(network.flow_log),
        picture=Icon(
            "network/vpc-flow-logs.png", "VPC Flow Logs", "vpc", 3, details=("{traffic_type}",)
        ),
        edges=(Edge("log_destination", "records"),),
        actions=ec2_actions.FLOW_LOG,
        stack="deployment",
        required=True,
        rules=(
            Rule("traffic_type", left("ALL"), LOWERS, "Only some of the connections are recorded."),
            Rule(
                "log_destination",
                changed,
                LOWERS,
                "Flow logs go to {after} instead of {before}.",
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_internet_gateway",
        arguments=Arguments(
            needed="tags vpc_id",
            refers={"vpc_id": "aws_vpc"},
            from_settings="tags",
            free="tags",
        ),
        deletion=Deletion(INTERRUPTS, "OpenEMR is unreachable until the new one is up."),
        charge=Free("The gateway is free; traffic is charged at the load balancer."),
        discovery=FoundBy(network.internet_gateway),
        picture=Icon("network/internet-gateway.png", "Internet gateway", "vpc", 2, overview=False),
        quota=Quota(
            "Internet gateways",
            "vpc",
            "L-A4707A72",
            5,
            ("ec2", "describe_internet_gateways", "InternetGateways"),
        ),
        actions=ec2_actions.INTERNET_GATEWAY,
        stack="deployment",
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_nat_gateway",
        arguments=Arguments(
            needed="allocation_id subnet_id tags",
            refers={"allocation_id": "aws_eip", "subnet_id": "aws_subnet"},
            from_settings="tags",
            free="tags",
        ),
        deletion=Deletion(
            LOWERS,
            "Outbound connections depend on fewer Availability Zones.",
            meanwhile="outbound connections end, and new ones come from another address.",
        ),
        charge=network_charges.nat_gateway,
        discovery=FoundBy(network.nat_gateway),
        picture=Icon("network/nat-gateway.png", "NAT gateway", "public", 2, fold=True),
        quota=Quota(
            "NAT gateways in a zone",
            "vpc",
            "L-FE5A380F",
            5,
            ("ec2", "describe_nat_gateways", "NatGateways"),
            in_each_zone=True,
        ),
        actions=ec2_actions.NAT_GATEWAY,
        dimension="NatGatewayId",
        stack="deployment",
        rules=(
            Rule("connectivity_type", left("private"), OPENS, "The gateway leads to the internet."),
        ),
        drift=Drift(
            Sensitivity.VITAL,
            comes_later=("association_id", "network_interface_id", "private_ip", "public_ip"),
        ),
    ),
    KnownType(
        name="aws_network_acl",
        deletion=Deletion(rebuilt=True),
        charge=Free("Rules of the network are free."),
    ),
    KnownType(name="aws_network_acl_association", charge=Free("Rules of the network are free.")),
    KnownType(
        name="aws_network_acl_rule",
        deletion=Deletion(rebuilt=True),
        charge=Free("Rules of the network are free."),
    ),
    ResourceType(
        name="aws_route",
        arguments=Arguments(
            needed="route_table_id",
            optional="destination_cidr_block destination_ipv6_cidr_block gateway_id nat_gateway_id",
            refers={
                "gateway_id": "aws_internet_gateway",
                "nat_gateway_id": "aws_nat_gateway",
                "route_table_id": "aws_route_table",
            },
            from_settings="nat_gateway_id",
        ),
        deletion=Deletion(INTERRUPTS, "Connections over this route end."),
        charge=Free("Routes are free."),
        discovery=FoundBy(network.route),
        picture=NotDrawn("routes are no part of an overview"),
        actions=ec2_actions.ROUTE,
        stack="deployment",
        rules=(
            Rule(
                "nat_gateway_id",
                changed,
                INTERRUPTS,
                "Outbound connections end, and new ones go through {after}.",
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_route_table",
        arguments=Arguments(
            needed="tags vpc_id", refers={"vpc_id": "aws_vpc"}, from_settings="tags", free="tags"
        ),
        deletion=Deletion(INTERRUPTS, "Connections over its routes end."),
        charge=Free("Routes are free."),
        discovery=FoundBy(network.route_table),
        picture=NotDrawn("routes are no part of an overview"),
        actions=ec2_actions.ROUTE_TABLE,
        stack="deployment",
        drift=Drift(Sensitivity.VITAL, read_elsewhere=("route",)),
    ),
    ResourceType(
        name="aws_route_table_association",
        arguments=Arguments(
            needed="route_table_id subnet_id",
            refers={"route_table_id": "aws_route_table", "subnet_id": "aws_subnet"},
        ),
        deletion=Deletion(INTERRUPTS, "The subnet falls back to the main route table."),
        charge=Free("Routes are free."),
        discovery=FoundBy(network.route_table_association),
        picture=NotDrawn("routes are no part of an overview"),
        actions=ec2_actions.ROUTE_TABLE_ASSOCIATION,
        stack="deployment",
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_subnet",
        arguments=Arguments(
            needed="availability_zone cidr_block map_public_ip_on_launch tags vpc_id",
            optional="ipv6_cidr_block",
            refers={"vpc_id": "aws_vpc"},
            from_settings="cidr_block tags ipv6_cidr_block",
            free="cidr_block tags",
            accepts={"ipv6_cidr_block": appeared},
        ),
        deletion=Deletion(
            LOWERS,
            "The deployment spans fewer subnets.",
            meanwhile="what runs in the subnet stops.",
        ),
        charge=Free("Subnets are free."),
        discovery=FoundBy(network.subnet),
        picture=NotDrawn("the frame of its zone"),
        actions=ec2_actions.SUBNET,
        stack="deployment",
        rules=(
            Rule(
                "map_public_ip_on_launch",
                switched_on,
                OPENS,
                "Instances launched in the subnet get a public address.",
                new_too=True,
            ),
            Rule(
                "assign_ipv6_address_on_creation",
                switched_on,
                OPENS,
                "Instances launched in the subnet get an IPv6 address, which is public.",
            ),
        ),
    ),
    ResourceType(
        name="aws_vpc",
        arguments=Arguments(
            needed="cidr_block enable_dns_hostnames enable_dns_support tags",
            optional="assign_generated_ipv6_cidr_block",
            accepted={"enable_dns_support": (None, True)},
            from_settings="cidr_block tags assign_generated_ipv6_cidr_block",
            free="assign_generated_ipv6_cidr_block enable_dns_hostnames tags",
        ),
        deletion=Deletion(INTERRUPTS, "Everything in the network stops."),
        charge=Free("VPCs are free."),
        discovery=FoundBy(network.vpc),
        picture=NotDrawn("the frame of the network"),
        quota=Quota("VPCs", "vpc", "L-F678F1CE", 5, ("ec2", "describe_vpcs", "Vpcs")),
        actions=ec2_actions.VPC,
        stack="deployment",
        required=True,
        requires=("aws_default_security_group", "aws_flow_log"),
        rules=(
            Rule(
                "enable_dns_support", switched_off, INTERRUPTS, "DNS names are no longer resolved."
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_vpc_dhcp_options",
        charge=Free("Options of the network are free."),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_vpc_dhcp_options_association",
        charge=Free("Options of the network are free."),
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_vpc_endpoint",
        arguments=Arguments(
            needed="route_table_ids service_name tags vpc_id",
            refers={"route_table_ids": "aws_route_table", "vpc_id": "aws_vpc"},
            from_settings="route_table_ids tags",
            grows="route_table_ids",
            free="tags",
        ),
        deletion=Deletion(INTERRUPTS, "Calls to the service go over the internet instead."),
        charge=network_charges.endpoint,
        discovery=FoundBy(network.endpoint),
        picture=Icon(
            "network/endpoint.png",
            "VPC endpoint",
            "vpc",
            3,
            details=("{service_name}",),
            overview=False,
        ),
        actions=ec2_actions.VPC_ENDPOINT,
        stack="deployment",
        policy=Policy(PolicyKind.RESOURCE, without=EVERYONE),
        rules=(
            Rule(
                "route_table_ids",
                lost,
                INTERRUPTS,
                "Some subnets no longer reach the service privately.",
            ),
        ),
        drift=Drift(
            Sensitivity.VITAL,
            by_itself={
                "cidr_blocks": "AWS extends the networks of its services",
                "network_interface_ids": "follows its subnets, which are compared",
                "state": "passes through maintenance",
            },
            comes_later=("dns_entry",),
            shows={"policy": ShownBy("aws_vpc_endpoint_policy", "vpc_endpoint_id")},
        ),
    ),
    KnownType(
        name="aws_vpc_endpoint_policy",
        charge=Free("A policy is a property of the endpoint."),
        policy=Policy(None, parent="vpc_endpoint_id", without=EVERYONE),
        drift=Drift(Sensitivity.VITAL),
    ),
)

"""Wrong requests to EC2."""

from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.requests import HTTPS

EC2 = [
    Refused(
        "a subnet outside its VPC",
        "ec2",
        "create_subnet",
        lambda a: {"VpcId": a.vpc, "CidrBlock": "10.1.0.0/24"},
        "InvalidSubnet.Range",
    ),
    Refused(
        "a subnet that overlaps another",
        "ec2",
        "create_subnet",
        lambda a: {"VpcId": a.subnets and a.vpc, "CidrBlock": "10.0.0.128/25"},
        "InvalidSubnet.Conflict",
    ),
    Refused(
        "a subnet of a VPC that is not there",
        "ec2",
        "create_subnet",
        lambda _: {"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.9.0/24"},
        "InvalidVpcID.NotFound",
    ),
    Refused(
        "a subnet with IPv6 in a VPC without",
        "ec2",
        "create_subnet",
        lambda a: {
            "VpcId": a.vpc,
            "CidrBlock": "10.0.8.0/24",
            "Ipv6CidrBlock": "2600:1f14:1:100::/64",
        },
        "InvalidSubnet.Range",
    ),
    Refused(
        "the same rule twice",
        "ec2",
        "authorize_security_group_ingress",
        lambda a: {"GroupId": a.group, "IpPermissions": [HTTPS]},
        "InvalidPermission.Duplicate",
    ),
    Refused(
        "a rule for a group that is not there",
        "ec2",
        "authorize_security_group_ingress",
        lambda a: {
            "GroupId": a.group,
            "IpPermissions": [
                {
                    "IpProtocol": "tcp",
                    "FromPort": 1,
                    "ToPort": 1,
                    "UserIdGroupPairs": [{"GroupId": "sg-0123456789abcdef0"}],
                }
            ],
        },
        "InvalidGroup.NotFound",
    ),
    Refused(
        "a route to a NAT gateway that is not there",
        "ec2",
        "create_route",
        lambda a: {
            "RouteTableId": a.client("ec2").describe_route_tables()["RouteTables"][0][
                "RouteTableId"
            ],
            "DestinationCidrBlock": "0.0.0.0/0",
            "NatGatewayId": "nat-0123456789abcdef0",
        },
        "InvalidNatGatewayID.NotFound",
    ),
    Refused(
        "a route to an internet gateway that is not there",
        "ec2",
        "create_route",
        lambda a: {
            "RouteTableId": a.client("ec2").describe_route_tables()["RouteTables"][0][
                "RouteTableId"
            ],
            "DestinationCidrBlock": "0.0.0.0/0",
            "GatewayId": "igw-0123456789abcdef0",
        },
        "InvalidInternetGatewayID.NotFound",
    ),
    Refused(
        "deleting a group that a load balancer uses",
        "ec2",
        "delete_security_group",
        lambda a: {"GroupId": a.balancer and a.group},
        "DependencyViolation",
    ),
    Refused(
        "deleting a subnet that a load balancer uses",
        "ec2",
        "delete_subnet",
        lambda a: {"SubnetId": a.balancer and a.subnets[0]},
        "DependencyViolation",
    ),
    Refused(
        "deleting a VPC with subnets",
        "ec2",
        "delete_vpc",
        lambda a: {"VpcId": a.subnets and a.vpc},
        "DependencyViolation",
    ),
    Refused(
        "flow logs with a role that their service cannot assume",
        "ec2",
        "create_flow_logs",
        lambda a: {
            "ResourceIds": [a.vpc],
            "ResourceType": "VPC",
            "TrafficType": "ALL",
            "LogGroupName": "flow",
            "DeliverLogsPermissionArn": a.task_role,
        },
        "InvalidParameter",
    ),
]

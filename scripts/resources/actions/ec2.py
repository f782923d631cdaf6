"""Amazon EC2: networks and security groups. Ids are random, so that tags tell what is ours."""

from scripts.resources.facets.actions import (
    NEW,
    OWN,
    Actions,
    Grant,
    arn,
    grant,
    pass_role,
)


def _new(actions: str, kind: str) -> Grant:
    return grant(actions, arn("ec2", f"{kind}/*"), when=NEW)


def _own(actions: str) -> Grant:
    """The tag tells more than the kind, and one pattern for all keeps the policy short."""
    return grant(actions, arn("ec2", "*/*"), when=OWN)


# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
_TAG_ON_CREATION = grant(
    "ec2:CreateTags", arn("ec2", "*/*"), when=(*NEW, ("Null", "ec2:CreateAction", "false"))
)
_RETAG = grant("ec2:CreateTags ec2:DeleteTags", arn("ec2", "*/*"), when=OWN)

VPC = Actions(
    read=(
        grant("ec2:DescribeNetworkAcls ec2:DescribeRouteTables ec2:DescribeSecurityGroups"),
        grant("ec2:DescribeVpcAttribute ec2:DescribeVpcs"),
    ),
    create=(_new("ec2:CreateVpc", "vpc"), _own("ec2:ModifyVpcAttribute"), _TAG_ON_CREATION),
    update=(_own("ec2:ModifyVpcAttribute"), _RETAG),
    delete=(_own("ec2:DeleteVpc"),),
)
SUBNET = Actions(
    read=(grant("ec2:DescribeSubnets"),),
    create=(
        _new("ec2:CreateSubnet", "subnet"),
        _own("ec2:CreateSubnet"),
        _own("ec2:ModifySubnetAttribute"),
        _TAG_ON_CREATION,
    ),
    update=(_own("ec2:ModifySubnetAttribute"), _RETAG),
    # Interfaces of services that are on their way out hold a subnet.
    delete=(_own("ec2:DeleteSubnet"), grant("ec2:DescribeNetworkInterfaces")),
)
INTERNET_GATEWAY = Actions(
    read=(grant("ec2:DescribeInternetGateways"),),
    create=(
        _new("ec2:CreateInternetGateway", "internet-gateway"),
        _own("ec2:AttachInternetGateway"),
        _TAG_ON_CREATION,
    ),
    update=(_RETAG,),
    delete=(
        _own("ec2:DetachInternetGateway"),
        _own("ec2:DeleteInternetGateway"),
    ),
)
EIP = Actions(
    read=(grant("ec2:DescribeAddresses ec2:DescribeAddressesAttribute"),),
    create=(_new("ec2:AllocateAddress", "elastic-ip"), _TAG_ON_CREATION),
    update=(_RETAG,),
    delete=(_own("ec2:ReleaseAddress"),),
)
NAT_GATEWAY = Actions(
    read=(grant("ec2:DescribeNatGateways"),),
    create=(
        _new("ec2:CreateNatGateway", "natgateway"),
        _own("ec2:CreateNatGateway"),
        _TAG_ON_CREATION,
    ),
    update=(_RETAG,),
    delete=(_own("ec2:DeleteNatGateway"),),
)
ROUTE_TABLE = Actions(
    read=(grant("ec2:DescribeRouteTables"),),
    create=(
        _new("ec2:CreateRouteTable", "route-table"),
        _own("ec2:CreateRouteTable"),
        _TAG_ON_CREATION,
    ),
    update=(_RETAG,),
    delete=(_own("ec2:DeleteRouteTable"),),
)
ROUTE = Actions(
    read=(grant("ec2:DescribeRouteTables"),),
    create=(_own("ec2:CreateRoute"),),
    update=(_own("ec2:ReplaceRoute"),),
    delete=(_own("ec2:DeleteRoute"),),
)
ROUTE_TABLE_ASSOCIATION = Actions(
    read=(grant("ec2:DescribeRouteTables"),),
    create=(_own("ec2:AssociateRouteTable"),),
    update=(_own("ec2:ReplaceRouteTableAssociation"),),
    delete=(_own("ec2:DisassociateRouteTable"),),
)
VPC_ENDPOINT = Actions(
    read=(grant("ec2:DescribePrefixLists ec2:DescribeVpcEndpoints"),),
    create=(
        _new("ec2:CreateVpcEndpoint", "vpc-endpoint"),
        _own("ec2:CreateVpcEndpoint"),
        _TAG_ON_CREATION,
    ),
    update=(
        _own("ec2:ModifyVpcEndpoint"),
        _RETAG,
    ),
    delete=(_own("ec2:DeleteVpcEndpoints"),),
)
FLOW_LOG = Actions(
    read=(grant("ec2:DescribeFlowLogs"),),
    create=(
        _new("ec2:CreateFlowLogs", "vpc-flow-log"),
        _own("ec2:CreateFlowLogs"),
        _TAG_ON_CREATION,
        pass_role("vpc-flow-logs.amazonaws.com"),
    ),
    update=(_RETAG,),
    delete=(_own("ec2:DeleteFlowLogs"),),
)

_GROUPS = grant("ec2:DescribeSecurityGroupRules ec2:DescribeSecurityGroups")
_REVOKE = _own("ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress")
SECURITY_GROUP = Actions(
    read=(_GROUPS,),
    create=(
        _new("ec2:CreateSecurityGroup", "security-group"),
        _own("ec2:CreateSecurityGroup"),
        _TAG_ON_CREATION,
        _REVOKE,  # the rule that lets everything out, which AWS gives to each new group
    ),
    update=(_RETAG,),
    delete=(
        _own("ec2:DeleteSecurityGroup"),
        _REVOKE,
        grant("ec2:DescribeNetworkInterfaces"),
    ),
)
# AWS makes it with the VPC and without tags; the provider tags it before it empties it
# (internal/service/ec2/vpc_default_security_group.go, 5.100).
_ADOPT_GROUP = grant(
    "ec2:CreateTags",
    arn("ec2", "security-group/*"),
    when=(*NEW, ("Null", "aws:ResourceTag/Deployment", "true")),
)
DEFAULT_SECURITY_GROUP = Actions(
    read=(_GROUPS,), create=(_ADOPT_GROUP, _REVOKE), update=(_REVOKE, _RETAG)
)


def _rule(authorize: str, revoke: str) -> Actions:
    return Actions(
        read=(grant("ec2:DescribeSecurityGroupRules"),),
        create=(
            _own(authorize),
            _new(authorize, "security-group-rule"),
            _TAG_ON_CREATION,
        ),
        # A rule with another source is another rule.
        update=(
            _own("ec2:ModifySecurityGroupRules"),
            _own(revoke),
            _RETAG,
        ),
        delete=(_own(revoke),),
    )


INGRESS_RULE = _rule("ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress")
EGRESS_RULE = _rule("ec2:AuthorizeSecurityGroupEgress", "ec2:RevokeSecurityGroupEgress")

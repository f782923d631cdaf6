"""Elastic Load Balancing: load balancers and target groups are named, listeners after them."""

from scripts.resources.facets.actions import Actions, Grant, arn, grant, service_linked_role

BALANCER = arn("elasticloadbalancing", "loadbalancer/app/openemr-{name}-*")
_LISTENER = arn("elasticloadbalancing", "listener/app/openemr-{name}-*")
_GROUP = arn("elasticloadbalancing", "targetgroup/openemr-{name}-*")
_RETAG = "elasticloadbalancing:AddTags elasticloadbalancing:RemoveTags"
_TAGS = grant("elasticloadbalancing:DescribeTags")


def _read(*operations: str) -> tuple[Grant, ...]:
    """ELB's Describe operations know no resources."""
    return grant(" ".join(f"elasticloadbalancing:Describe{each}" for each in operations)), _TAGS


LOAD_BALANCER = Actions(
    read=_read("CapacityReservation", "LoadBalancerAttributes", "LoadBalancers"),
    create=(
        grant("elasticloadbalancing:AddTags elasticloadbalancing:CreateLoadBalancer", BALANCER),
        grant("elasticloadbalancing:ModifyLoadBalancerAttributes", BALANCER),
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-permissions.html
        grant(
            "ec2:DescribeAccountAttributes ec2:DescribeAddresses ec2:DescribeInternetGateways "
            "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs "
            "ec2:GetSecurityGroupsForVpc"
        ),
        service_linked_role("elasticloadbalancing.amazonaws.com"),
    ),
    update=(
        grant("elasticloadbalancing:ModifyLoadBalancerAttributes", BALANCER),
        grant("elasticloadbalancing:SetIpAddressType", BALANCER),
        grant("elasticloadbalancing:SetSecurityGroups elasticloadbalancing:SetSubnets", BALANCER),
        grant(_RETAG, BALANCER),
    ),
    delete=(grant("elasticloadbalancing:DeleteLoadBalancer", BALANCER),),
)
LISTENER = Actions(
    read=_read("ListenerAttributes", "Listeners"),
    create=(
        grant("elasticloadbalancing:CreateListener", BALANCER),
        grant("elasticloadbalancing:AddTags", _LISTENER),
        grant("elasticloadbalancing:ModifyListenerAttributes", _LISTENER),
    ),
    update=(
        grant("elasticloadbalancing:ModifyListener", _LISTENER),
        grant("elasticloadbalancing:ModifyListenerAttributes", _LISTENER),
        grant(_RETAG, _LISTENER),
    ),
    delete=(grant("elasticloadbalancing:DeleteListener", _LISTENER),),
)
TARGET_GROUP = Actions(
    read=_read("TargetGroupAttributes", "TargetGroups"),
    create=(
        grant("elasticloadbalancing:AddTags elasticloadbalancing:CreateTargetGroup", _GROUP),
        grant("elasticloadbalancing:ModifyTargetGroupAttributes", _GROUP),
    ),
    update=(
        grant("elasticloadbalancing:ModifyTargetGroup", _GROUP),
        grant("elasticloadbalancing:ModifyTargetGroupAttributes", _GROUP),
        grant(_RETAG, _GROUP),
    ),
    delete=(grant("elasticloadbalancing:DeleteTargetGroup", _GROUP),),
)

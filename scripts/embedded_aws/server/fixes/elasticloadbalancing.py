"""Elastic Load Balancing: the VPC of a load balancer, and the load balancers of a target group."""

from typing import Any

from ministack.services import alb, ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_MINISTACK_VPC = b"vpc-00000001"


@around(alb, "_create_lb")
def take_the_vpc_of_the_subnets(original: Handler, params: dict[str, Any]) -> Response:
    before = set(alb._lbs)
    status, headers, body = original(params)
    for arn in set(alb._lbs) - before:
        balancer = alb._lbs[arn]
        subnet = ec2._subnets.get(balancer["Subnets"][0]) if balancer["Subnets"] else None
        if subnet:
            balancer["VpcId"] = subnet["VpcId"]
            body = body.replace(_MINISTACK_VPC, balancer["VpcId"].encode())
    return status, headers, body


@around(
    alb,
    "_create_listener",
    "_create_rule",
    "_delete_lb",
    "_delete_listener",
    "_delete_rule",
    "_modify_listener",
    "_modify_rule",
)
def associate_target_groups(original: Handler, params: dict[str, Any]) -> Response:
    """A target group belongs to the balancers whose listeners or rules forward to it.

    MiniStack looks at the default actions of new listeners only.
    """
    response = original(params)
    for target in alb._tgs.values():
        target["LoadBalancerArns"] = []
    for rule in alb._rules.values():
        listener = alb._listeners.get(rule["ListenerArn"])
        for arn in _targets(rule["Actions"]) if listener else ():
            balancers = alb._tgs[arn]["LoadBalancerArns"] if arn in alb._tgs else []
            if listener["LoadBalancerArn"] not in balancers:
                balancers.append(listener["LoadBalancerArn"])
    return response


def _targets(actions: list[dict[str, Any]]) -> list[str]:
    """The target groups of actions, alone or weighted."""
    groups = [
        group
        for action in actions
        for group in [action, *(action.get("ForwardConfig") or {}).get("TargetGroups", [])]
    ]
    return [group["TargetGroupArn"] for group in groups if group.get("TargetGroupArn")]

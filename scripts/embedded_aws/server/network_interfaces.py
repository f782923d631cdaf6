"""What holds network interfaces in a VPC, and so blocks deleting its groups and subnets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ministack.services import alb, ec2, ecs, efs, elasticache, rds


@dataclass(frozen=True)
class Holder:
    """A resource with network interfaces in some subnets, each in some security groups."""

    name: str
    groups: frozenset[str]
    subnets: frozenset[str]


def holders() -> Iterator[Holder]:
    """Every holder in this account and region."""
    for balancer in alb._lbs.values():
        name = f"load balancer {balancer['LoadBalancerName']}"
        yield _holder(name, balancer["SecurityGroups"], balancer["Subnets"])
    yield from _ecs_services()
    yield from _database_instances()
    for cache in elasticache._serverless_caches.values():
        name = f"cache {cache['ServerlessCacheName']}"
        yield _holder(name, cache["SecurityGroupIds"], cache["SubnetIds"])
    for target in efs._mount_targets.values():
        name = f"mount target {target['MountTargetId']}"
        yield _holder(name, target.get("SecurityGroups", []), [target["SubnetId"]])
    for endpoint in ec2._vpc_endpoints.values():
        if endpoint["VpcEndpointType"] == "Interface":
            name = f"VPC endpoint {endpoint['VpcEndpointId']}"
            yield _holder(name, endpoint.get("_groups", []), endpoint.get("SubnetIds", []))
    for gateway in ec2._nat_gateways.values():
        if gateway.get("State") == "available":
            yield _holder(f"NAT gateway {gateway['NatGatewayId']}", [], [gateway["SubnetId"]])


def _ecs_services() -> Iterator[Holder]:
    for service in ecs._services.values():
        network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration") or {}
        if service["status"] == "ACTIVE" and service["desiredCount"]:
            name = f"ECS service {service['serviceName']}"
            yield _holder(name, network.get("securityGroups", []), network.get("subnets", []))


def _database_instances() -> Iterator[Holder]:
    for instance in rds._instances.values():
        owner = rds._clusters.get(instance.get("DBClusterIdentifier") or "") or instance
        group_name = owner.get("DBSubnetGroup")
        group = rds._subnet_groups.get(group_name) if isinstance(group_name, str) else None
        subnets = [s.get("SubnetIdentifier", "") for s in (group or {}).get("Subnets", [])]
        groups = [g["VpcSecurityGroupId"] for g in owner.get("VpcSecurityGroups", [])]
        yield _holder(f"DB instance {instance['DBInstanceIdentifier']}", groups, subnets)


def _holder(name: str, groups: list[Any], subnets: list[Any]) -> Holder:
    return Holder(name, frozenset(groups), frozenset(subnets))


def endpoint_interfaces(endpoint: dict[str, Any]) -> dict[str, str]:
    """Ids of the interfaces of an interface endpoint, each with its subnet."""
    if endpoint["VpcEndpointType"] != "Interface":
        return {}
    digits = endpoint["VpcEndpointId"].removeprefix("vpce-")[:15]
    subnets = endpoint.get("SubnetIds", [])
    return {f"eni-{digits}{index:02}": subnet for index, subnet in enumerate(subnets)}

"""Load balancer, NAT, addresses, endpoints, firewall and DNS."""

from scripts.resources.facets.charge import (
    Charge,
    Free,
    NoPriceError,
    Situation,
    count_subnets,
)
from scripts.terraform.documents.configuration import Resource

# Dimensions of a load balancer capacity unit, per hour:
# https://aws.amazon.com/elasticloadbalancing/pricing/ (2026-11)
GB_PER_LCU_HOUR = 1
CONNECTIONS_PER_LCU_HOUR = 25 * 3600


def load_balancer(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Load balancer hours, capacity units, public addresses, and downloads by browsers."""
    if resource.get("load_balancer_type") not in (None, "application"):
        raise NoPriceError(f"load_balancer_type {resource.get('load_balancer_type')}")
    hours, size = situation.hours, situation.use("web_gb")
    connections = (
        situation.use("web_requests_millions") * 1e6 * situation.use("connections_per_request")
    )
    units = max(size / GB_PER_LCU_HOUR, connections / CONNECTIONS_PER_LCU_HOUR)
    charges = [
        Charge("alb_hour", hours, f"{hours:g} h"),
        Charge("alb_lcu_hour", units, f"{size:g} GB or {connections:g} connections"),
    ]
    if resource.get("internal") is not True:
        zones = count_subnets(resource, "subnets")
        charges += [
            Charge("public_ipv4_hour", zones * hours, f"{zones} zones x {hours:g} h"),
            Charge("internet_out_gb", size, "downloaded by browsers"),
        ]
    return charges


def nat_gateway(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """NAT gateway hours, and its share of the data."""
    gateways = len(situation.configuration.of(resource.type))
    size = situation.use("nat_gb") / gateways
    return [
        Charge("nat_gateway_hour", situation.hours, f"{situation.hours:g} h"),
        Charge("nat_gateway_gb", size, f"one of {gateways} gateways"),
    ]


def address(_: Resource, situation: Situation) -> list[Charge] | Free:
    """A public IPv4 address, in use or not."""
    return [Charge("public_ipv4_hour", situation.hours, f"{situation.hours:g} h")]


def endpoint(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """An interface endpoint in each of its subnets; gateways are free."""
    kind = resource.get("vpc_endpoint_type") or "Gateway"
    if kind == "Gateway":
        return Free("Gateway endpoints, for S3 and DynamoDB, are free.")
    if kind != "Interface":
        raise NoPriceError(f"vpc_endpoint_type {kind}")
    zones = max(1, count_subnets(resource, "subnet_ids"))
    size = situation.use("endpoint_gb")
    return [
        Charge("vpc_endpoint_hour", zones * situation.hours, f"{zones} zones"),
        Charge("vpc_endpoint_gb", size, f"{size:g} GB"),
    ]


def web_acl(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """The list, each rule or AWS rule group in it, and the requests it judges."""
    rules = len(resource.blocks("rule"))
    charges = [Charge("waf_acl_month", 1, "one list")]
    if rules:
        charges.append(Charge("waf_rule_month", rules, f"{rules} rules and rule groups"))
    requests = situation.use("web_requests_millions")
    return [*charges, Charge("waf_requests_million", requests, f"{requests:g} million")]


def zone(_: Resource, __: Situation) -> list[Charge] | Free:
    """A hosted zone."""
    return [Charge("route53_zone_month", 1, "one zone")]

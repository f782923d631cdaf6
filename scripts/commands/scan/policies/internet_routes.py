"""Only load balancers and NAT gateways stand in subnets with a way to the internet."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import references

ALLOWED = {
    "aws_lb",
    "aws_nat_gateway",
    "aws_network_acl_association",
    "aws_route_table_association",
}


@policy(
    20,
    "Only load balancers and NAT gateways are in subnets with a route to an internet gateway.",
    hipaa="312(e)(1)",
    nag="VPCNoUnrestrictedRouteToIGW",
)
def internet_routes(configuration: Configuration) -> Violations:
    """The route itself cannot be avoided: browsers come in and tasks call out by it."""
    public = _public_subnets(configuration)
    for resource in configuration.resources:
        reached = {
            address
            for value in resource.attributes.values()
            for address in _subnets_in(value)
            if address in public
        }
        if reached and resource.type not in ALLOWED:
            yield resource.violates(f"in public subnet {min(reached)}")
    for association in configuration.of("aws_main_route_table_association"):
        yield association.violates("subnets without a table of their own would get this one")


def _public_subnets(configuration: Configuration) -> set[str]:
    tables = {
        address
        for route in configuration.of("aws_route")
        if _through_internet_gateway(route.refers_to("gateway_id"))
        for address in route.refers_to("route_table_id")
    } | {
        table.address
        for table in configuration.of("aws_route_table", "aws_default_route_table")
        if _through_internet_gateway(table.refers_to("route"))
    }
    return {
        subnet
        for association in configuration.of("aws_route_table_association")
        if association.refers_to("route_table_id") & tables
        for subnet in association.refers_to("subnet_id")
    }


def _through_internet_gateway(addresses: set[str]) -> bool:
    return any(address.startswith("aws_internet_gateway.") for address in addresses)


def _subnets_in(value: object) -> set[str]:
    return {each for each in references(value) if each.startswith("aws_subnet.")}

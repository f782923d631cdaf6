"""Rules about new access paths: routes, gateways, users, grants."""

from collections.abc import Callable, Iterator

from scripts.review.context import Context
from scripts.review.verdict import INTERRUPTS, OPENS, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

ROUTE_TABLES = ("aws_route_table", "aws_default_route_table")
# Types whose mere existence grants access, in whatever account and network they are created.
ENTRANCES = {
    "aws_iam_access_key": "A long-term access key acts as its user from anywhere.",
    "aws_iam_user": "A user with long-term credentials may act in the account.",
    "aws_iam_user_login_profile": "A person may sign in to the console.",
    "aws_iam_user_policy_attachment": "A user gets the permissions of the policy.",
    "aws_iam_group_policy_attachment": "A group of users gets the permissions of the policy.",
    "aws_iam_policy_attachment": "The principals that it names get the permissions of the policy.",
    "aws_iam_group_membership": "Users get the permissions of the group.",
    "aws_iam_user_group_membership": "A user gets the permissions of groups.",
    "aws_iam_openid_connect_provider": "External identities may assume roles.",
    "aws_iam_saml_provider": "External identities may assume roles.",
    "aws_vpc_peering_connection": "Another network can reach this one.",
    "aws_vpc_peering_connection_accepter": "Another network can reach this one.",
    "aws_ec2_transit_gateway_vpc_attachment": "Other networks can reach this one.",
    "aws_vpn_connection": "Another network can reach this one.",
    "aws_ec2_client_vpn_endpoint": "People can reach the network from outside.",
    "aws_ec2_client_vpn_authorization_rule": "People can reach the network from outside.",
    "aws_vpc_endpoint_service": "Other accounts may reach a service in this network.",
    "aws_lambda_function_url": "A function is reachable on the internet.",
    "aws_lambda_permission": "Another principal may invoke a function.",
    "aws_kms_grant": "Another principal may use a key.",
    "aws_ram_resource_share": "Other accounts may use what it shares.",
    "aws_ram_principal_association": "Another account may use what it shares.",
    "aws_s3_access_point": "A bucket gets another access point, with its own policy.",
    "aws_rds_cluster_role_association": "The database may assume a role.",
    "aws_snapshot_create_volume_permission": "Another account may copy a snapshot.",
    "aws_ami_launch_permission": "Another account may launch an image.",
    "aws_key_pair": "Its holder may sign in to instances.",
    "aws_eip_association": "An instance gets a public address.",
    "aws_network_interface_sg_attachment": "Another security group applies to an interface.",
    "aws_transfer_server": "Files are served over the internet.",
    "aws_globalaccelerator_endpoint_group": "The endpoints get another path from the internet.",
    "aws_cloudfront_distribution": "The origin gets another path from the internet.",
    "aws_elasticache_user": "Another user gets access to the cache.",
}
Judge = Callable[[Change, Context], Iterator[Verdict]]


def entrances(change: Change, _context: Context) -> Iterator[Verdict]:
    """Resources that grant access as soon as they exist."""
    if change.action == "create" and change.type in ENTRANCES:
        yield Verdict(OPENS, "", ENTRANCES[change.type])


def routes(change: Change, context: Context) -> Iterator[Verdict]:
    """Routes from the internet to subnets that had none."""
    if change.type != "aws_route" or change.action not in ("create", "update", "replace"):
        return
    if not _leads_to_internet(change, context) or _is_internet(change.before.get("gateway_id")):
        return
    if not change.exists and context.is_new(change, "route_table_id"):
        return
    table = context.stand_in(change, "route_table_id")
    if not _is_public(table, context):
        yield Verdict(OPENS, "gateway_id", "Subnets of an existing route table become public.")


def route_tables(change: Change, context: Context) -> Iterator[Verdict]:
    """The same for routes written inside of the table."""
    table = change.before.get("id")
    if change.type not in ROUTE_TABLES or not change.still_exists or _is_public(table, context):
        return
    known = {_text(route) for route in blocks(change.before, "route")}
    for route in blocks(change.after, "route"):
        if _is_internet(route.get("gateway_id")) and _text(route) not in known:
            yield Verdict(OPENS, "route", "Subnets of an existing route table become public.")


def associations(change: Change, context: Context) -> Iterator[Verdict]:
    """A subnet under another route table."""
    if change.type != "aws_route_table_association" or not change.still_exists:
        return
    table = context.stand_in(change, "route_table_id")
    if change.before.get("route_table_id") == table:
        return
    if _is_public(table, context):
        yield Verdict(OPENS, "route_table_id", "The subnet becomes public.")
    else:
        yield Verdict(INTERRUPTS, "route_table_id", "The subnet's connections take other routes.")


def gateways(change: Change, context: Context) -> Iterator[Verdict]:
    """An internet gateway at a network that exists."""
    gateway = change.type in ("aws_internet_gateway", "aws_internet_gateway_attachment")
    if gateway and change.action == "create" and not context.is_new(change, "vpc_id"):
        yield Verdict(OPENS, "vpc_id", "An existing VPC gets an internet gateway.")


def load_balancers(change: Change, _context: Context) -> Iterator[Verdict]:
    """A load balancer that faces the internet in a network that was there without it."""
    if change.type not in ("aws_lb", "aws_alb", "aws_elb") or change.after.get("internal") is True:
        return
    if change.before.get("internal") is True:
        yield Verdict(OPENS, "internal", "It was internal and becomes internet-facing.")
    elif change.action == "create" and any(change.after.get("subnets") or ()):
        # Those of a new network are known after apply only.
        yield Verdict(OPENS, "", "An existing VPC gets another internet-facing load balancer.")


def group_memberships(change: Change, context: Context) -> Iterator[Verdict]:
    """Further security groups at something that exists; one of them is enough to let traffic in."""
    if not change.still_exists:
        return
    for name in ("security_groups", "security_group_ids", "vpc_security_group_ids"):
        before = [*(change.before.get(name) or ()), *_inner(change.before, name)]
        after = [*(change.after.get(name) or ()), *_inner(change.after, name)]
        new = [str(each) for each in after if each not in before and each is not None]
        if change.type.startswith("aws_security_group") or not before:
            continue
        if new:
            reason = f"The rules of {', '.join(new)} apply as well."
            yield Verdict(OPENS, name, reason)
        elif change.is_unknown(name) and _others_than_known(change, name, context):
            yield Verdict(OPENS, name, "The rules of a group known after apply apply as well.")


def network_acls(change: Change, _context: Context) -> Iterator[Verdict]:
    """Network ACLs decide by the order of their entries, so that any change counts."""
    if change.type == "aws_network_acl_rule" and change.action != "no-op":
        allows = change.after.get("rule_action") == "allow"
        denied = change.before.get("rule_action") == "deny"
        if allows or denied:
            yield Verdict(OPENS, "", "The network ACL allows other traffic.")
    if change.type in ("aws_network_acl", "aws_default_network_acl") and change.still_exists:
        for name in ("ingress", "egress"):
            if change.before.get(name) != change.after.get(name):
                yield Verdict(OPENS, name, "The network ACL allows other traffic.")


JUDGES: tuple[Judge, ...] = (
    entrances,
    routes,
    route_tables,
    associations,
    gateways,
    load_balancers,
    group_memberships,
    network_acls,
)


def _leads_to_internet(change: Change, context: Context) -> bool:
    if _is_internet(change.after.get("gateway_id")):
        return True
    named = context.named_by(change, "gateway_id")
    return change.is_unknown("gateway_id") and any("internet_gateway" in each for each in named)


def _is_internet(gateway: object) -> bool:
    return str(gateway or "").startswith(("igw-", "eigw-"))


def _is_public(table: object, context: Context) -> bool:
    """True if a route table leads to the internet already."""
    return any(
        each.get("route_table_id") == table and _is_internet(each.get("gateway_id"))
        for each in context.existing_of("aws_route")
    )


def _inner(values: object, name: str) -> list[object]:
    """The groups of an ECS service, which are in its network configuration."""
    return [
        each for block in blocks(values, "network_configuration") for each in block.get(name) or ()
    ]


def _others_than_known(change: Change, name: str, context: Context) -> bool:
    named = context.named_by(change, name)
    return not named or any(address not in context.existing for address in named)


def _text(route: object) -> str:
    return repr(sorted(route.items())) if isinstance(route, dict) else repr(route)

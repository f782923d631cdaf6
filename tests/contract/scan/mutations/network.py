"""Defects of the network: open ports, public addresses, missing records."""

from tests.contract.scan.mutations.edits import Edit, drop, put, values

INGRESS = "aws_vpc_security_group_ingress_rule"
EGRESS = "aws_vpc_security_group_egress_rule"
DATABASE = "${aws_security_group.database_perimeter_group.id}"
FRONT_DOOR = "${aws_security_group.front_door_perimeter_group.id}"


def _rule(group: str, cidr: str, first: int | None, last: int | None, protocol: str) -> Edit:
    family = "cidr_ipv6" if ":" in cidr else "cidr_ipv4"
    terms = {"security_group_id": group, family: cidr, "ip_protocol": protocol, "description": "x"}
    ports = {} if first is None else {"from_port": first, "to_port": last}
    return values(**terms, **ports)


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "0.0.0.0/0", None, None, "-1"), "OEMR_12", "everything"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "::/0", None, None, "-1"), "OEMR_12", "everything ipv6"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "0.0.0.0/0", 22, 22, "tcp"), "OEMR_12", "ssh"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "0.0.0.0/0", 22, 22, "tcp"), "CKV_AWS_24", "ssh"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "0.0.0.0/0", 3389, 3389, "tcp"), "CKV_AWS_25", "rdp"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "0.0.0.0/0", 80, 80, "tcp"), "CKV_AWS_260", "http"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "128.0.0.0/1", 443, 443, "tcp"), "OEMR_59", "a half"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "::/1", 443, 443, "tcp"), "OEMR_59", "a half of IPv6"),
    (f"{INGRESS}.new", _rule(DATABASE, "0.0.0.0/0", 3306, 3306, "tcp"), "OEMR_12", "mysql"),
    (f"{INGRESS}.new", _rule(DATABASE, "0.0.0.0/1", 3306, 3306, "tcp"), "OEMR_12", "half a world"),
    (f"{INGRESS}.new", _rule(DATABASE, "10.0.0.0/8", 3306, 3306, "tcp"), "OEMR_12", "inside"),
    (f"{INGRESS}.new", _rule(DATABASE, "203.0.113.0/24", 443, 443, "tcp"), "OEMR_12", "not a door"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "0.0.0.0/0", 0, 65535, "tcp"), "OEMR_12", "all ports"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "203.0.113.0/24", 443, 8443, "tcp"), "OEMR_12", "range"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "203.0.113.0/24", 80, 443, "tcp"), "OEMR_12", "80 to 443"),
    (f"{INGRESS}.new", _rule(FRONT_DOOR, "203.0.113.0/24", 443, 443, "udp"), "OEMR_12", "udp"),
    (f"{INGRESS}.database_*", values(ip_protocol="-1"), "OEMR_12", "protocol of a group's rule"),
    (f"{INGRESS}.cache_*", put("cidr_ipv4", "0.0.0.0/0"), "OEMR_12", "cache"),
    (f"{INGRESS}.files_*", put("cidr_ipv4", "0.0.0.0/0"), "OEMR_12", "files"),
    (f"{INGRESS}.application_*", put("prefix_list_id", "pl-1"), "OEMR_12", "prefix list"),
    (f"{INGRESS}.application_*", drop("description"), "CKV_AWS_23", "no description"),
    (
        "aws_security_group_rule.new",
        values(type="ingress", cidr_blocks=["0.0.0.0/0"], protocol="-1", from_port=0, to_port=0),
        "OEMR_12",
        "old form of rule",
    ),
    (
        "aws_security_group.database_*",
        put("ingress", [{"cidr_blocks": ["0.0.0.0/0"], "protocol": "tcp", "from_port": 3306}]),
        "OEMR_12",
        "inline rule",
    ),
    ("aws_security_group.cache_*", drop("description"), "CKV_AWS_23", "no description"),
    (
        "aws_default_security_group.*",
        put("ingress", [{"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}]),
        "CKV2_AWS_12",
        "rules in the default group",
    ),
    ("aws_default_security_group.*", None, "CKV2_AWS_12", "gone"),
    (f"{EGRESS}.*to_internet", values(ip_protocol="-1"), "OEMR_19", "everything out"),
    (f"{EGRESS}.*to_internet", values(from_port=0, to_port=65535), "OEMR_19", "all ports out"),
    (f"{EGRESS}.*to_internet", values(from_port=80, to_port=80), "OEMR_19", "plain http out"),
    (
        f"{EGRESS}.new",
        values(cidr_ipv4="0.0.0.0/0", ip_protocol="-1", description="x"),
        "OEMR_19",
        "new rule",
    ),
    ("aws_subnet.network_public_1", put("map_public_ip_on_launch", True), "CKV_AWS_130", "public"),
    (
        "aws_subnet.network_private_1",
        put("map_public_ip_on_launch", True),
        "CKV_AWS_130",
        "private",
    ),
    ("aws_subnet.network_private_2", put("availability_zone", "us-west-2a"), "OEMR_17", "one zone"),
    (
        "aws_route.network_private_1_route",
        values(gateway_id="${aws_internet_gateway.network_gateway.id}"),
        "OEMR_20",
        "private subnet to the internet",
    ),
    (
        "aws_route_table_association.network_private_1_routes",
        put("route_table_id", "${aws_route_table.network_public.id}"),
        "OEMR_20",
        "private subnet with public routes",
    ),
    (
        "aws_db_subnet_group.*",
        put(
            "subnet_ids", ["${aws_subnet.network_public_1.id}", "${aws_subnet.network_public_2.id}"]
        ),
        "OEMR_20",
        "database in public subnets",
    ),
    (
        "aws_db_subnet_group.*",
        put("subnet_ids", ["${aws_subnet.network_private_1.id}"]),
        "OEMR_17",
        "one",
    ),
    (
        "aws_efs_mount_target.*",
        put("subnet_id", "${aws_subnet.network_public_1.id}"),
        "OEMR_20",
        "files in a public subnet",
    ),
    (
        "aws_elasticache_serverless_cache.*",
        put("subnet_ids", ["${aws_subnet.network_public_1.id}"]),
        "OEMR_20",
        "cache in a public subnet",
    ),
    (
        "aws_ecs_service.*",
        put("network_configuration.subnets", ["${aws_subnet.network_public_1.id}"]),
        "OEMR_20",
        "tasks in a public subnet",
    ),
    (
        "aws_ecs_service.*",
        put("network_configuration.assign_public_ip", True),
        "CKV_AWS_333",
        "address",
    ),
    ("aws_flow_log.*", None, "CKV2_AWS_11", "gone"),
    ("aws_flow_log.*", None, "OEMR_41", "gone"),
    ("aws_flow_log.*", put("traffic_type", "REJECT"), "OEMR_40", "rejected traffic only"),
    ("aws_vpc_peering_connection.new", values(vpc_id="x", peer_vpc_id="y"), "OEMR_42", "peering"),
    ("aws_network_acl_rule.new", values(egress=False), "OEMR_42", "network ACL"),
    (
        "aws_main_route_table_association.new",
        values(route_table_id="${aws_route_table.network_public.id}"),
        "OEMR_20",
        "internet as main table",
    ),
]

"""Plans that change who reaches what in the network."""

from typing import Any

from tests.terraform.plan.case import DESTROYS, INTERRUPTS, OPENS, Case, passed, stopped
from tests.terraform.plan.edits import UNKNOWN, Edit, Of, create, delete, exists, replace, update

INGRESS = "aws_vpc_security_group_ingress_rule"
FROM_APPLICATION = f"{INGRESS}.database_perimeter_from_application"
BROWSERS = f"{INGRESS}.front_door_perimeter_from_203_0_113_0_24_443"
EGRESS = "aws_vpc_security_group_egress_rule.application_perimeter_to_database"
GROUP = "aws_security_group.database_perimeter_group"
DEFAULT_GROUP = "aws_default_security_group.network_default_group"
ACL = "aws_wafv2_web_acl.firewall_acl"
BALANCER = "aws_lb.front_door_load_balancer"
TARGETS = "aws_lb_target_group.front_door_tasks"
PRIVATE_ROUTE = "aws_route.network_private_1_route"
SUBNET = "aws_subnet.network_private_1"
PUBLIC_SUBNET = "aws_subnet.network_public_1"
WRITER = "aws_rds_cluster_instance.database_writer"
NEW_RULE = f"{INGRESS}.front_door_perimeter_new"
RULE_IDS = ("id", "arn", "security_group_rule_id")


def _new_rule(like: str = BROWSERS, **values: Any) -> Edit:
    return create(NEW_RULE, like=like, unknown=RULE_IDS, **values)


STOPPED: tuple[Case, ...] = (
    stopped(
        "database open to the world",
        _new_rule(like=FROM_APPLICATION, cidr_ipv4="0.0.0.0/0", referenced_security_group_id=None),
        stops={NEW_RULE: OPENS},
        says="the whole internet",
    ),
    stopped(
        "further clients",
        _new_rule(cidr_ipv4="198.51.100.0/24"),
        stops={NEW_RULE: OPENS},
        says="tcp 443 from 198.51.100.0/24",
    ),
    stopped(
        "clients widened in place",
        update(BROWSERS, cidr_ipv4="203.0.0.0/16"),
        stops={BROWSERS: OPENS},
        says="203.0.0.0/16",
    ),
    stopped(
        "load balancer open to the world",
        update(BROWSERS, cidr_ipv4="0.0.0.0/0"),
        stops={BROWSERS: OPENS},
    ),
    stopped(
        "all ports",
        update(FROM_APPLICATION, from_port=0, to_port=65535),
        stops={FROM_APPLICATION: OPENS},
        says="on all ports",
    ),
    stopped(
        "all protocols",
        update(FROM_APPLICATION, ip_protocol="-1", from_port=None, to_port=None),
        stops={FROM_APPLICATION: OPENS},
        says="everything from",
    ),
    stopped(
        "IPv6 for everybody",
        _new_rule(cidr_ipv4=None, cidr_ipv6="::/0"),
        stops={NEW_RULE: OPENS},
    ),
    stopped(
        "another group reaches the database",
        _new_rule(like=FROM_APPLICATION, referenced_security_group_id="sg-0123456789abcdef0"),
        stops={NEW_RULE: OPENS},
        says="sg-0123456789abcdef0",
    ),
    stopped(
        "a prefix list gets in",
        _new_rule(cidr_ipv4=None, prefix_list_id="pl-12345678"),
        stops={NEW_RULE: OPENS},
    ),
    stopped(
        "a source that is not known yet",
        create(NEW_RULE, like=BROWSERS, unknown=(*RULE_IDS, "cidr_ipv4")),
        stops={NEW_RULE: OPENS},
        says="known after apply",
    ),
    stopped(
        "tasks reach the world on all ports",
        create(
            "aws_vpc_security_group_egress_rule.new",
            like=EGRESS,
            unknown=RULE_IDS,
            cidr_ipv4="0.0.0.0/0",
            referenced_security_group_id=None,
            ip_protocol="-1",
        ),
        stops={"aws_vpc_security_group_egress_rule.new": OPENS},
        says="out, which no rule allowed before",
    ),
    stopped(
        "inline rule for SSH",
        update(
            GROUP,
            ingress=[
                {
                    "cidr_blocks": ["0.0.0.0/0"],
                    "protocol": "tcp",
                    "from_port": 22,
                    "to_port": 22,
                    "self": False,
                }
            ],
        ),
        stops={GROUP: OPENS},
        says="tcp 22 from 0.0.0.0/0",
    ),
    stopped(
        "default group admits its members",
        update(
            DEFAULT_GROUP, ingress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "self": True}]
        ),
        stops={DEFAULT_GROUP: OPENS},
    ),
    stopped(
        "older kind of rule",
        create(
            "aws_security_group_rule.new",
            type="ingress",
            protocol="tcp",
            from_port=3307,
            to_port=3307,
            cidr_blocks=["10.0.0.0/8"],
            security_group_id=Of(GROUP),
        ),
        stops={"aws_security_group_rule.new": OPENS},
    ),
    stopped(
        "private subnet becomes public",
        update(PRIVATE_ROUTE, nat_gateway_id="", gateway_id="igw-0123456789abcdef0"),
        stops={PRIVATE_ROUTE: OPENS},
        says="become public",
    ),
    stopped(
        "addresses for everything in a subnet",
        update(PUBLIC_SUBNET, map_public_ip_on_launch=True),
        stops={PUBLIC_SUBNET: OPENS},
    ),
    stopped(
        "database on the internet", update(WRITER, publicly_accessible=True), stops={WRITER: OPENS}
    ),
    stopped(
        "peering",
        create("aws_vpc_peering_connection.new", peer_vpc_id="vpc-0", vpc_id="vpc-1"),
        stops={"aws_vpc_peering_connection.new": OPENS},
    ),
    stopped(
        "a type that nobody has reviewed",
        exists("aws_sqs_queue.work", name="work"),
        delete("aws_sqs_queue.work"),
        stops={"aws_sqs_queue.work": DESTROYS},
        says="The type was not reviewed",
    ),
    stopped(
        "a user of IAM",
        create("aws_iam_user.robot", name="robot"),
        stops={"aws_iam_user.robot": OPENS},
    ),
)
PASSED: tuple[Case, ...] = (
    passed("clients narrowed in place", update(BROWSERS, cidr_ipv4="203.0.113.0/25")),
    passed(
        "clients split in two",
        _new_rule(cidr_ipv4="203.0.113.128/25"),
        update(BROWSERS, cidr_ipv4="203.0.113.0/25"),
    ),
    passed("rule described otherwise", update(BROWSERS, description="Browsers")),
    passed(
        "rule under another address", delete(BROWSERS), _new_rule(), marks={BROWSERS: INTERRUPTS}
    ),
    passed("rule removed", delete(FROM_APPLICATION), marks={FROM_APPLICATION: INTERRUPTS}),
    passed(
        "same rules inline",
        update(
            GROUP,
            ingress=[
                {
                    "security_groups": [Of("aws_security_group.application_perimeter_group")],
                    "protocol": "tcp",
                    "from_port": 3307,
                    "to_port": 3307,
                    "self": False,
                    "description": "MySQL",
                }
            ],
        ),
    ),
    passed(
        "group made anew",
        replace(GROUP, description="Database", id=UNKNOWN, arn=UNKNOWN),
        replace(FROM_APPLICATION, security_group_id=UNKNOWN),
    ),
    passed(
        "further subnet",
        create("aws_subnet.network_private_3", like=SUBNET, cidr_block="10.0.240.0/20"),
    ),
    passed(
        "a tag everywhere",
        *(
            update(address, tags_all__CostCenter="cardiology")
            for address in (SUBNET, GROUP, ACL, BALANCER, TARGETS)
        ),
    ),
)

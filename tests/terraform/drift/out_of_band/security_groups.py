"""Out-of-band changes of security groups."""

from typing import Any

from tests.terraform.drift.out_of_band.change import (
    ANYWHERE,
    CRITICAL,
    OutOfBand,
    Site,
    added,
    gone,
)

TASKS = "aws_security_group.application_perimeter_group"
DATABASE = "aws_security_group.database_perimeter_group"


def _permission(port: int, cidr: str = ANYWHERE, protocol: str = "tcp") -> list[dict[str, Any]]:
    ports = {"FromPort": port, "ToPort": port} if protocol != "-1" else {}
    return [{"IpProtocol": protocol, "IpRanges": [{"CidrIp": cidr}], **ports}]


def _open_ssh(site: Site) -> None:
    site.client("ec2").authorize_security_group_ingress(
        GroupId=site.id(TASKS), IpPermissions=_permission(22)
    )


def _let_database_call_out(site: Site) -> None:
    site.client("ec2").authorize_security_group_egress(
        GroupId=site.id(DATABASE), IpPermissions=_permission(0, protocol="-1")
    )


def _close_database(site: Site) -> None:
    rule = site.of("aws_vpc_security_group_ingress_rule.database_perimeter_from_application")
    site.client("ec2").revoke_security_group_ingress(
        GroupId=rule["security_group_id"], SecurityGroupRuleIds=[rule["id"]]
    )


def _widen_front_door(site: Site) -> None:
    rule = site.of(
        "aws_vpc_security_group_ingress_rule.front_door_perimeter_from_203_0_113_0_24_443"
    )
    changed = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv4": ANYWHERE}
    site.client("ec2").modify_security_group_rules(
        GroupId=rule["security_group_id"],
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": rule["id"],
                "SecurityGroupRule": changed | {"Description": rule["description"]},
            }
        ],
    )


def _open_default_group(site: Site) -> None:
    site.client("ec2").authorize_security_group_ingress(
        GroupId=site.id("aws_default_security_group.network_default_group"),
        IpPermissions=_permission(443),
    )


def _instance_among_tasks(site: Site) -> None:
    site.client("ec2").run_instances(
        ImageId="ami-0123456789abcdef0",
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        SubnetId=site.id("aws_subnet.network_private_1"),
        SecurityGroupIds=[site.id(TASKS)],
    )


CHANGES = [
    added("ssh from anywhere", _open_ssh, TASKS, "ingress", CRITICAL),
    added("database may call out", _let_database_call_out, DATABASE, "egress", CRITICAL),
    gone(
        "database's rule revoked",
        _close_database,
        "aws_vpc_security_group_ingress_rule.database_perimeter_from_application",
        CRITICAL,
    ),
    OutOfBand(
        "front door open to all",
        _widen_front_door,
        "aws_vpc_security_group_ingress_rule.front_door_perimeter_from_203_0_113_0_24_443",
        "cidr_ipv4",
        CRITICAL,
    ),
    OutOfBand(
        "default group open",
        _open_default_group,
        "aws_default_security_group.network_default_group",
        "ingress",
        CRITICAL,
    ),
    added("instance among the tasks", _instance_among_tasks, TASKS, "network_interface", CRITICAL),
]

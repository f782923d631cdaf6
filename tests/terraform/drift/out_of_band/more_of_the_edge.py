"""Further out-of-band changes of network, load balancer and firewall: of the second copy."""

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
)

BALANCER = "aws_lb.front_door_load_balancer"
HTTPS = "aws_lb_listener.front_door_https"
TARGETS = "aws_lb_target_group.front_door_tasks"
ACL = "aws_wafv2_web_acl.firewall_acl"
VPC = "aws_vpc.network_vpc"


def _balancer(key: str, value: str) -> Act:
    def act(site: Site) -> None:
        site.client("elbv2").modify_load_balancer_attributes(
            LoadBalancerArn=site.id(BALANCER), Attributes=[{"Key": key, "Value": value}]
        )

    return act


def _other_certificate(site: Site) -> None:
    arn = site.of(HTTPS)["certificate_arn"]
    site.client("elbv2").add_listener_certificates(
        ListenerArn=site.id(HTTPS), Certificates=[{"CertificateArn": f"{arn[:-4]}0000"}]
    )


def _long_draining(site: Site) -> None:
    site.client("elbv2").modify_target_group_attributes(
        TargetGroupArn=site.id(TARGETS),
        Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "3600"}],
    )


def _only_count(site: Site) -> None:
    waf, acl = site.client("wafv2"), site.of(ACL)
    identity = {"Name": acl["name"], "Id": acl["id"], "Scope": "REGIONAL"}
    found = waf.get_web_acl(**identity)
    stands = found["WebACL"]
    for rule in stands["Rules"]:
        if "OverrideAction" in rule:
            rule["OverrideAction"] = {"Count": {}}
    waf.update_web_acl(
        **identity,
        LockToken=found["LockToken"],
        DefaultAction=stands["DefaultAction"],
        VisibilityConfig=stands["VisibilityConfig"],
        Description=stands["Description"],
        Rules=stands["Rules"],
    )


def _attach_transit(site: Site) -> None:
    ec2 = site.client("ec2")
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=gateway,
        VpcId=site.id(VPC),
        SubnetIds=[site.id("aws_subnet.network_private_1")],
    )


def _second_acl(site: Site) -> None:
    site.client("ec2").create_network_acl(VpcId=site.id(VPC))


def _second_table(site: Site) -> None:
    site.client("ec2").create_route_table(VpcId=site.id(VPC))


def _describe_rule(site: Site) -> None:
    rule = site.of("aws_vpc_security_group_ingress_rule.cache_perimeter_from_application")
    site.client("ec2").modify_security_group_rules(
        GroupId=rule["security_group_id"],
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": rule["id"],
                "SecurityGroupRule": {
                    "IpProtocol": "tcp",
                    "FromPort": rule["from_port"],
                    "ToPort": rule["to_port"],
                    "ReferencedGroupId": rule["referenced_security_group_id"],
                    "Description": "somebody's words",
                },
            }
        ],
    )


CHANGES = [
    OutOfBand(
        "firewall fails open",
        _balancer("waf.fail_open.enabled", "true"),
        BALANCER,
        "enable_waf_fail_open",
        CRITICAL,
    ),
    OutOfBand(
        "desync tolerated",
        _balancer("routing.http.desync_mitigation_mode", "monitor"),
        BALANCER,
        "desync_mitigation_mode",
        HIGH,
    ),
    added("certificate added", _other_certificate, HTTPS, "certificate", HIGH),
    OutOfBand("long draining", _long_draining, TARGETS, "deregistration_delay", MEDIUM),
    OutOfBand("firewall only counts", _only_count, ACL, "rule", CRITICAL),
    added("transit gateway", _attach_transit, VPC, "transit_gateway_vpc_attachment", CRITICAL),
    added("second network ACL", _second_acl, VPC, "network_acl", HIGH),
    added("second route table", _second_table, VPC, "route_table", MEDIUM),
    OutOfBand(
        "rule described",
        _describe_rule,
        "aws_vpc_security_group_ingress_rule.cache_perimeter_from_application",
        "description",
        LOW,
    ),
]

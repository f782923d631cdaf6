"""What somebody put into the VPC beside the deployment's own parts."""

from typing import Any

from tests.terraform.drift.out_of_band.change import CRITICAL, HIGH, Act, Site, added
from tests.terraform.drift.out_of_band.database import CLUSTER
from tests.terraform.drift.out_of_band.edge import ACL
from tests.terraform.drift.out_of_band.network import VPC
from tests.terraform.drift.out_of_band.security_groups import DATABASE

SUBNETS = ("aws_subnet.network_private_1", "aws_subnet.network_private_2")
DEFAULT_GROUP = "aws_default_security_group.network_default_group"
ROLE = "aws_iam_role.application_task_runtime_role"


def _interface(group: str) -> Act:
    def act(site: Site) -> None:
        site.client("ec2").create_network_interface(
            SubnetId=site.id(SUBNETS[0]), Groups=[site.id(group)]
        )

    return act


def _interface_in_a_group_of_its_own(site: Site) -> None:
    ec2 = site.client("ec2")
    group = ec2.create_security_group(
        GroupName="somebodys", Description="somebody's", VpcId=site.id(VPC)
    )["GroupId"]
    ec2.create_network_interface(SubnetId=site.id(SUBNETS[0]), Groups=[group])


def _server(site: Site) -> None:
    ec2 = site.client("ec2")
    group = ec2.create_security_group(
        GroupName="servers", Description="servers", VpcId=site.id(VPC)
    )["GroupId"]
    ec2.run_instances(
        ImageId="ami-0123456789abcdef0",
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        SubnetId=site.id(SUBNETS[0]),
        SecurityGroupIds=[group],
    )


def _second_balancer(site: Site) -> None:
    site.client("elbv2").create_load_balancer(
        Name="somebodys",
        Type="network",
        Scheme="internal",
        Subnets=[site.id(each) for each in SUBNETS],
    )


def _proxy(site: Site, name: str) -> None:
    site.client("rds").create_db_proxy(
        DBProxyName=name,
        EngineFamily="MYSQL",
        Auth=[
            {
                "AuthScheme": "SECRETS",
                "SecretArn": site.of("aws_secretsmanager_secret.credentials_application_secret")[
                    "arn"
                ],
            }
        ],
        RoleArn=site.of(ROLE)["arn"],
        VpcSubnetIds=[site.id(each) for each in SUBNETS],
    )


def _idle_proxy(site: Site) -> None:
    _proxy(site, "idle")


def _proxy_of_the_database(site: Site) -> None:
    _proxy(site, "somebodys")
    site.client("rds").register_db_proxy_targets(
        DBProxyName="somebodys", DBClusterIdentifiers=[site.id(CLUSTER)]
    )


def _way_out_over_ipv6(site: Site) -> None:
    site.client("ec2").create_egress_only_internet_gateway(VpcId=site.id(VPC))


def _connect_endpoint(site: Site) -> None:
    site.client("ec2").create_instance_connect_endpoint(SubnetId=site.id(SUBNETS[0]))


def _carrier_gateway(site: Site) -> None:
    site.client("ec2").create_carrier_gateway(VpcId=site.id(VPC))


def _client_vpn(site: Site) -> None:
    certificate = "arn:aws:acm:us-west-2:000000000000:certificate/vpn"
    site.client("ec2").create_client_vpn_endpoint(
        VpcId=site.id(VPC),
        ClientCidrBlock="172.30.0.0/16",
        ServerCertificateArn=certificate,
        AuthenticationOptions=[
            {
                "Type": "certificate-authentication",
                "MutualAuthentication": {"ClientRootCertificateChainArn": certificate},
            }
        ],
        ConnectionLogOptions={"Enabled": False},
    )


def _rule_in_disguise(site: Site) -> None:
    """Named as Shield Advanced names its own, which the provider does not show."""
    waf, acl = site.client("wafv2"), site.of(ACL)
    identity = {"Name": acl["name"], "Id": acl["id"], "Scope": "REGIONAL"}
    found = waf.get_web_acl(**identity)
    stands = found["WebACL"]
    rule: dict[str, Any] = {
        "Name": "ShieldMitigationRuleGroup_of-somebody",
        "Priority": 10_000_000,
        "Statement": {"GeoMatchStatement": {"CountryCodes": ["US"]}},
        "Action": {"Allow": {}},
        "VisibilityConfig": stands["VisibilityConfig"],
    }
    waf.update_web_acl(
        **identity,
        LockToken=found["LockToken"],
        DefaultAction=stands["DefaultAction"],
        VisibilityConfig=stands["VisibilityConfig"],
        Description=stands["Description"],
        Rules=[*stands["Rules"], rule],
    )


CHANGES = [
    added(
        "interface in a group of its own",
        _interface_in_a_group_of_its_own,
        VPC,
        "network_interface",
        HIGH,
    ),
    added(
        "interface in the database's group",
        _interface(DATABASE),
        DATABASE,
        "network_interface",
        CRITICAL,
    ),
    added(
        "interface in the default group",
        _interface(DEFAULT_GROUP),
        DEFAULT_GROUP,
        "network_interface",
        CRITICAL,
    ),
    added("second balancer", _second_balancer, VPC, "load_balancer", CRITICAL),
    added("database proxy in the VPC", _idle_proxy, VPC, "db_proxy", CRITICAL),
    added("way out over IPv6", _way_out_over_ipv6, VPC, "egress_only_internet_gateway", HIGH),
    added(
        "instance connect endpoint", _connect_endpoint, VPC, "instance_connect_endpoint", CRITICAL
    ),
    added("carrier gateway", _carrier_gateway, VPC, "carrier_gateway", HIGH),
    added("client VPN", _client_vpn, VPC, "client_vpn_endpoint", CRITICAL),
]
MORE = [
    added("server in the VPC", _server, VPC, "instance", HIGH),
    added("proxy of the database", _proxy_of_the_database, CLUSTER, "db_proxy", CRITICAL),
    added("rule in disguise", _rule_in_disguise, ACL, "rule", CRITICAL),
]

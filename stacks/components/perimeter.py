"""A security group that admits only callers it names."""

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

HTTPS = 443


class Perimeter(Construct):
    """The security group of one component. It begins closed in both directions.

    Security groups are stateful, so that answers need no rule.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, role: str, vpc_id: str) -> None:
        super().__init__(scope, id_)
        self.role = role
        group = SecurityGroup(
            self,
            "group",
            name=name,
            description=f"OpenEMR {role}",
            vpc_id=vpc_id,
            tags={"Name": name},
        )
        self.id = group.id

    def admit(self, client: "Perimeter", port: int, protocol: str) -> None:
        """Let `client` reach `port` here; `protocol` says in words what is spoken."""
        about = f"{protocol} from {client.role} to {self.role}"
        VpcSecurityGroupIngressRule(
            self,
            f"from_{client.role}",
            description=about,
            security_group_id=self.id,
            referenced_security_group_id=client.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )
        VpcSecurityGroupEgressRule(
            client,
            f"to_{self.role}",
            description=about,
            security_group_id=client.id,
            referenced_security_group_id=self.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )

    def admit_network(self, cidr: str, port: int, reason: str) -> None:
        """Let an IPv4 or IPv6 network reach `port` here."""
        is_ipv6 = ":" in cidr
        place = cidr.replace(".", "_").replace(":", "_").replace("/", "_")
        VpcSecurityGroupIngressRule(
            self,
            f"from_{place}_{port}",
            description=f"{reason} from {cidr}",
            security_group_id=self.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=None if is_ipv6 else cidr,
            cidr_ipv6=cidr if is_ipv6 else None,
        )

    def reach_https_anywhere(self, reason: str) -> None:
        """Let this component call HTTPS servers outside the VPC."""
        VpcSecurityGroupEgressRule(
            self,
            "to_internet",
            description=reason,
            security_group_id=self.id,
            cidr_ipv4="0.0.0.0/0",
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
        )

"""VPC, subnets, routes and the S3 endpoint."""

import ipaddress

from cdktf import Fn
from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

from stacks.foundation import Foundation
from stacks.settings import Deployment

ANYWHERE = "0.0.0.0/0"
ANYWHERE_IPV6 = "::/0"


class Network(Construct):
    """One public and one private subnet in each zone; only the private ones hold data.

    The load balancer and NAT gateways are public. Tasks, database, cache and files are private and
    reach the internet, for images and AWS APIs, through NAT. Without NAT, in an evaluation, tasks
    are public instead, and what is private reaches nothing outside.
    """

    def __init__(
        self, scope: Construct, id_: str, base: Foundation, *, settings: Deployment
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self._cidr = settings.network.cidr
        self._zones = settings.zones
        self._dual_stack = settings.is_dual_stack
        self._vpc = Vpc(
            self,
            "vpc",
            cidr_block=self._cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            assign_generated_ipv6_cidr_block=self._dual_stack or None,
            tags=self._tags("vpc"),
        )
        self.vpc_id = self._vpc.id
        # The VPC's own group allows its members everything; without rules nobody can misuse it.
        DefaultSecurityGroup(self, "default_group", vpc_id=self.vpc_id)
        public, private = self._blocks(self._cidr)
        self.internet_routes = self._public_subnets(public)
        gateways = self._nat_gateways(settings.network.nat_gateways)
        self.nat_gateway_ids = [gateway.id for gateway in gateways]
        tables = self._private_subnets(private)
        self.tasks_are_public = not gateways
        self.task_subnet_ids = self.private_subnet_ids if gateways else self.public_subnet_ids
        self.outbound_routes = self._nat_routes(tables, gateways) or self.internet_routes
        VpcEndpoint(
            self,
            "s3",
            vpc_id=self.vpc_id,
            service_name=f"com.amazonaws.{base.account.region}.s3",
            route_table_ids=[table.id for table in tables],
            tags=self._tags("s3"),
        )

    @property
    def cidrs(self) -> list[str]:
        """The networks of the VPC, from which the load balancer reaches tasks."""
        ipv6 = [self._vpc.ipv6_cidr_block] if self._dual_stack else []
        return [self._cidr, *ipv6]

    def _tags(self, role: str) -> dict[str, str]:
        return {"Name": self._base.names(role)}

    def _blocks(self, cidr: str) -> tuple[list[str], list[str]]:
        """The VPC's network in equal parts: one public and one private for each zone."""
        bits = 2 if len(self._zones) == 2 else 3
        parts = [str(part) for part in ipaddress.ip_network(cidr).subnets(prefixlen_diff=bits)]
        count = len(self._zones)
        return parts[:count], parts[count : 2 * count]

    def _public_subnets(self, blocks: list[str]) -> list[Route]:
        gateway = InternetGateway(self, "gateway", vpc_id=self.vpc_id, tags=self._tags("internet"))
        table = RouteTable(self, "public", vpc_id=self.vpc_id, tags=self._tags("public"))
        routes = [
            Route(
                self,
                "public_route",
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                gateway_id=gateway.id,
            )
        ]
        if self._dual_stack:
            routes.append(
                Route(
                    self,
                    "public_route_ipv6",
                    route_table_id=table.id,
                    destination_ipv6_cidr_block=ANYWHERE_IPV6,
                    gateway_id=gateway.id,
                )
            )
        subnets = [self._subnet("public", index, block) for index, block in enumerate(blocks)]
        for index, subnet in enumerate(subnets):
            self._associate("public", index, subnet, table)
        self.public_subnet_ids = [subnet.id for subnet in subnets]
        return routes

    def _subnet(self, tier: str, index: int, block: str) -> Subnet:
        ipv6 = None
        if self._dual_stack and tier == "public":
            # A VPC gets a /56; a subnet takes a /64.
            ipv6 = Fn.cidrsubnet(self._vpc.ipv6_cidr_block, 8, index)
        return Subnet(
            self,
            f"{tier}_{index + 1}",
            vpc_id=self.vpc_id,
            availability_zone=self._zones[index],
            cidr_block=block,
            ipv6_cidr_block=ipv6,
            map_public_ip_on_launch=False,
            tags=self._tags(f"{tier}{index + 1}"),
        )

    def _associate(self, tier: str, index: int, subnet: Subnet, table: RouteTable) -> None:
        RouteTableAssociation(
            self, f"{tier}_{index + 1}_routes", subnet_id=subnet.id, route_table_id=table.id
        )

    def _nat_gateways(self, setting: str) -> list[NatGateway]:
        gateways = []
        counts = {"none": 0, "single": 1, "per_zone": len(self._zones)}
        for index in range(counts[setting]):
            tags = self._tags(f"nat{index + 1}")
            address = Eip(self, f"nat_{index + 1}_address", domain="vpc", tags=tags)
            gateways.append(
                NatGateway(
                    self,
                    f"nat_{index + 1}",
                    allocation_id=address.allocation_id,
                    subnet_id=self.public_subnet_ids[index],
                    # AWS refuses a public NAT gateway while the VPC has no way out.
                    depends_on=self.internet_routes,
                    tags=tags,
                )
            )
        return gateways

    def _private_subnets(self, blocks: list[str]) -> list[RouteTable]:
        tables, subnets = [], []
        for index, block in enumerate(blocks):
            subnet = self._subnet("private", index, block)
            tags = self._tags(f"private{index + 1}")
            table = RouteTable(self, f"private_{index + 1}_table", vpc_id=self.vpc_id, tags=tags)
            self._associate("private", index, subnet, table)
            tables.append(table)
            subnets.append(subnet)
        self.private_subnet_ids = [subnet.id for subnet in subnets]
        return tables

    def _nat_routes(self, tables: list[RouteTable], gateways: list[NatGateway]) -> list[Route]:
        """The way out of each private subnet; none without a gateway."""
        return [
            Route(
                self,
                f"private_{index + 1}_route",
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=gateways[min(index, len(gateways) - 1)].id,
            )
            for index, table in enumerate(tables)
            if gateways
        ]

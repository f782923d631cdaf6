"""Every setting of one deployment."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field, model_validator

from stacks.settings.account import AccountId, PolicyArn, Tags
from stacks.settings.application import ApplicationSettings
from stacks.settings.audit_trail import AuditTrailSettings
from stacks.settings.backup import BackupSettings, LogSettings
from stacks.settings.capacity import Capacity
from stacks.settings.cidr import Ipv4Cidr
from stacks.settings.data import CacheSettings, DatabaseSettings, FilesSettings
from stacks.settings.edge import (
    CERTIFICATE_ARN,
    CertificateArn,
    DomainSettings,
    FirewallSettings,
    HostName,
)
from stacks.settings.group import (
    Conflict,
    Group,
    Toggle,
    with_evaluation_defaults,
)
from stacks.settings.monitoring import MonitoringSettings
from stacks.settings.network import ClientSettings, NetworkSettings, openings_to_everybody
from stacks.settings.region import Region, first_zones
from stacks.settings.stores import StoresSettings

# The cookie of an OAuth sign-in is Secure in all releases, so that browsers drop it on plain HTTP
# and the sign-in page only comes back: openemr src/Common/Session/SessionUtil.php and
# SessionConfigurationBuilder.php; issues 4027 and 6185 (read 2026-11-30).
APIS_NEED_TLS = (
    "false; or true with certificate_arn or domain, because browsers keep OpenEMR's OAuth cookie "
    "only by HTTPS"
)


class Deployment(Group):
    """One OpenEMR in one AWS Region."""

    # Names, meaning and defaults of the first eight are those that the predecessor,
    # aws-samples/host-openemr-on-aws-fargate, documents.
    security_group_ip_range: Ipv4Cidr | None = Field(
        None, description="IPv4 network that may reach OpenEMR. null: nobody gets in."
    )
    openemr_service_fargate_minimum_capacity: int = Field(
        2, ge=1, le=1000, description="Fewest tasks."
    )
    openemr_service_fargate_maximum_capacity: int = Field(
        100, ge=1, le=1000, description="Most tasks; they share the database's connections."
    )
    openemr_service_fargate_cpu_autoscaling_percentage: int = Field(
        40, ge=1, le=100, description="Average CPU that autoscaling aims at, in percent."
    )
    openemr_service_fargate_memory_autoscaling_percentage: int = Field(
        40, ge=1, le=100, description="Average memory that autoscaling aims at, in percent."
    )
    enable_ecs_exec: Toggle = Field(True, description="Allow ECS Exec into running tasks.")
    certificate_arn: CertificateArn | None = Field(
        None, description="ACM certificate of the load balancer, in the same Region."
    )
    activate_openemr_apis: Toggle = Field(
        False,
        description="Turn on the REST and FHIR APIs and let them through the firewall; needs a "
        "certificate or a domain.",
    )

    region: Region = Field("us-west-2", description="AWS Region.")
    environment: Literal["evaluation", "production"] = Field(
        "production",
        description="`production` needs a certificate or a domain and protects all data; "
        "`evaluation` is cheap and can be destroyed. Default: `production` if `certificate_arn` "
        "or `domain` is set, else `evaluation`.",
    )
    account_id: AccountId | None = Field(
        None, description="If set, Terraform refuses to touch any other AWS account."
    )
    host_name: HostName | None = Field(
        None,
        description="Name of `certificate_arn` that users type, where its DNS record is made "
        "elsewhere. Default: the load balancer's own name, which no certificate has.",
    )
    domain: DomainSettings | None = Field(None, description="Public name, made in Route 53.")
    network: NetworkSettings = Field(default_factory=NetworkSettings)
    clients: ClientSettings = Field(default_factory=ClientSettings)
    firewall: FirewallSettings = Field(default_factory=FirewallSettings)
    application: ApplicationSettings = Field(default_factory=ApplicationSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    cache: CacheSettings = Field(default_factory=CacheSettings)
    files: FilesSettings = Field(default_factory=FilesSettings)
    stores: StoresSettings = Field(default_factory=StoresSettings)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    logs: LogSettings = Field(default_factory=LogSettings)
    audit_trail: AuditTrailSettings = Field(default_factory=AuditTrailSettings)
    monitoring: MonitoringSettings = Field(default_factory=MonitoringSettings)
    create_service_linked_roles: bool = Field(
        False, description="Make the roles of ECS and its autoscaling; once in an account."
    )
    permissions_boundary: PolicyArn | None = Field(
        None,
        description="IAM policy that every role of the deployment has as its permissions boundary; "
        "`openemr permissions` writes one.",
    )
    tags: Tags = Field(
        default_factory=dict,
        max_length=40,
        description="Additional tags for every resource. Reserved, in any letter case: "
        "Application, Deployment, Environment, ManagedBy, Name, Purpose.",
    )

    @model_validator(mode="before")
    @classmethod
    def _apply_environment(cls, data: Any) -> Any:
        """Fill in what was left out: the environment, and its own defaults of each group.

        The group `application` as well, because a default's default_factory has no validation
        context, and so no lock file.
        """
        if not isinstance(data, dict):
            return data
        secured = data.get("certificate_arn") or data.get("domain")
        environment = "production" if secured else "evaluation"
        data = {"environment": environment, "application": {}} | data
        if data["environment"] == "evaluation":
            for name, field in cls.model_fields.items():
                group = field.annotation
                if isinstance(group, type) and issubclass(group, Group):
                    data[name] = with_evaluation_defaults(group, data.get(name, {}))
        return data

    @property
    def is_production(self) -> bool:
        """True if data must survive every mistake."""
        return self.environment == "production"

    @property
    def has_tls(self) -> bool:
        """True if browsers reach the load balancer by HTTPS."""
        return self.certificate_arn is not None or self.domain is not None

    @property
    def is_dual_stack(self) -> bool:
        """True if clients come by IPv6 too."""
        return bool(self.clients.ipv6_cidrs)

    @property
    def client_cidrs(self) -> tuple[str, ...]:
        """All client networks, without repetition, in a stable order."""
        first = [self.security_group_ip_range] if self.security_group_ip_range else []
        return tuple(dict.fromkeys([*first, *self.clients.ipv4_cidrs, *self.clients.ipv6_cidrs]))

    @property
    def _clients_by_setting(self) -> dict[str, list[str]]:
        return {
            "clients.ipv4_cidrs": self.clients.ipv4_cidrs,
            "clients.ipv6_cidrs": self.clients.ipv6_cidrs,
            "security_group_ip_range": [cidr for cidr in [self.security_group_ip_range] if cidr],
        }

    @property
    def never_pauses(self) -> bool:
        """True if tasks keep a database awake that would pause."""
        return self.database.min_capacity_acu == 0 and self.application.runs_background_services

    @property
    def capacity(self) -> Capacity:
        """How many requests each task answers at once, and why not more."""
        return Capacity(
            most_tasks=self.openemr_service_fargate_maximum_capacity,
            memory_mib=self.application.memory_mib,
            memory_target=self.openemr_service_fargate_memory_autoscaling_percentage,
            connections=self.database.max_connections,
        )

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones of the VPC's subnets."""
        return tuple(self.network.availability_zones or first_zones(self.region))

    def conflicts(self) -> Iterator[Conflict]:
        """Rules between groups."""
        prefix = "openemr_service_fargate_"
        least, most = (getattr(self, f"{prefix}{end}_capacity") for end in ("minimum", "maximum"))
        if least > most:
            fields = (f"{prefix}minimum_capacity", f"{prefix}maximum_capacity")
            yield Conflict(fields, least, f"at most the maximum capacity, {most}")
        if self.is_production and not self.has_tls:
            yield Conflict(
                ("environment", "certificate_arn", "domain"),
                self.environment,
                "production only with certificate_arn or domain; or environment evaluation",
            )
        if self.activate_openemr_apis and not self.has_tls:
            yield Conflict(
                ("activate_openemr_apis", "certificate_arn", "domain"),
                self.activate_openemr_apis,
                APIS_NEED_TLS,
            )
        if self.is_production and self.network.nat_gateways == "none":
            accepted = "per_zone or single; none only with environment evaluation"
            yield Conflict(("network.nat_gateways", "environment"), "none", accepted)
        if self.host_name and (self.domain or not self.certificate_arn):
            yield Conflict(
                ("host_name", "certificate_arn", "domain"),
                self.host_name,
                "null, or a name of certificate_arn without domain, which names the host itself",
            )
        yield from self.capacity.conflicts()
        yield from self._region_conflicts()
        if not self.clients.open_to_the_whole_internet:
            yield from openings_to_everybody(self._clients_by_setting)

    def _region_conflicts(self) -> Iterator[Conflict]:
        certificate = CERTIFICATE_ARN.fullmatch(self.certificate_arn or "")
        if certificate and certificate["region"] != self.region:
            yield Conflict(
                ("certificate_arn", "region"),
                self.certificate_arn,
                f"a certificate in {self.region}, the deployment's Region",
            )
        for index, place in enumerate(self.backup.copies):
            if place.region == self.region:
                accepted = f"a Region other than the deployment's, {self.region}"
                fields = (f"backup.copies.{index}.region", "region")
                yield Conflict(fields, place.region, accepted)
        foreign = [zone for zone in self.zones if not re.fullmatch(f"{self.region}[a-z]", zone)]
        if foreign or not self.zones:
            yield Conflict(
                ("network.availability_zones", "region"),
                self.network.availability_zones,
                f"two or three zones of {self.region}, such as {self.region}a, "
                "that your account has",
            )

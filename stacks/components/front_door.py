"""The load balancer, its listeners and its public name."""

from cdktf import Annotations
from cdktf_cdktf_provider_aws.lb import Lb, LbAccessLogs
from cdktf_cdktf_provider_aws.lb_listener import (
    LbListener,
    LbListenerDefaultAction,
    LbListenerDefaultActionRedirect,
)
from cdktf_cdktf_provider_aws.lb_target_group import (
    LbTargetGroup,
    LbTargetGroupHealthCheck,
    LbTargetGroupStickiness,
)
from cdktf_cdktf_provider_aws.route53_record import Route53Record, Route53RecordAlias
from constructs import Construct

from stacks.components.access_logs import AccessLogs
from stacks.components.certificate import Certificate
from stacks.components.network import Network
from stacks.components.perimeter import HTTPS, Perimeter
from stacks.foundation import Foundation
from stacks.releases import RELEASES, Release
from stacks.settings import Deployment
from stacks.settings.edge import DomainSettings

HTTP = 80
# TLS 1.2 with forward secrecy, and 1.3.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
# Reports run longer than the default of 60 seconds. Apache keeps no connection to the load balancer
# (KeepAlive Off in serve.sh): one that it closed while a request was under way would be a 502.
IDLE_TIMEOUT_SECONDS = 300
# ECS stops a task only when the load balancer has drained it, so that what was under way is
# answered. A target stays draining for the whole delay, idle or not, as AWS says (2026-11):
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
DEREGISTRATION_DELAY_SECONDS = IDLE_TIMEOUT_SECONDS
STICKINESS_SECONDS = 3600
PLAIN_HTTP = (
    "no certificate_arn and no domain: browsers reach OpenEMR by plain HTTP. "
    "For evaluation only, never with patients' data."
)
NAMELESS = (
    "certificate_arn without host_name: outputs and APIs name the load balancer, which no "
    "certificate covers. Set host_name to the certificate's name that users type."
)


class FrontDoor(Construct):
    """The only way in. It speaks TLS to browsers, and again to the tasks.

    Without it OpenEMR is unreachable, but nothing is lost.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
        access_logs: AccessLogs,
        settings: Deployment,
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self._dual_stack = settings.is_dual_stack
        domain, certificate_arn = settings.domain, settings.certificate_arn
        if domain and not certificate_arn:
            certificate_arn = Certificate(self, "certificate", domain=domain).arn
        self.certificate_arn = certificate_arn
        self.perimeter = Perimeter(
            self, "perimeter", name=base.names("alb"), role="load_balancer", vpc_id=network.vpc_id
        )
        self._balancer = self._load_balancer(network, access_logs)
        self.load_balancer_arn = self._balancer.arn
        self.load_balancer_arn_suffix = self._balancer.arn_suffix
        self.dns_name = self._balancer.dns_name
        release = RELEASES[settings.application.openemr_version]
        target_group = self._target_group(network, release)
        self.target_group_arn = target_group.arn
        self.target_group_arn_suffix = target_group.arn_suffix
        self.listeners = self._listeners(certificate_arn)
        if domain:
            self._records(domain)
        host = domain.name if domain else (settings.host_name or self.dns_name)
        self.host = host
        self.url = f"{'https' if certificate_arn else 'http'}://{host}"
        if not certificate_arn:
            Annotations.of(self).add_warning(PLAIN_HTTP)
        elif not (domain or settings.host_name):
            Annotations.of(self).add_warning(NAMELESS)

    def admit_clients(self, cidrs: tuple[str, ...]) -> None:
        """Let these networks reach every port on which the load balancer listens."""
        for cidr in cidrs:
            for port in self._ports:
                self.perimeter.admit_network(cidr, port, "Browsers and API clients")

    def _load_balancer(self, network: Network, access_logs: AccessLogs) -> Lb:
        return Lb(
            self,
            "load_balancer",
            name=self._base.names("alb"),
            internal=False,
            load_balancer_type="application",
            ip_address_type="dualstack" if self._dual_stack else "ipv4",
            subnets=network.public_subnet_ids,
            security_groups=[self.perimeter.id],
            enable_deletion_protection=self._base.production,
            drop_invalid_header_fields=True,
            desync_mitigation_mode="defensive",
            idle_timeout=IDLE_TIMEOUT_SECONDS,
            access_logs=LbAccessLogs(
                bucket=access_logs.bucket_name,
                prefix=access_logs.LOAD_BALANCER_PREFIX,
                enabled=True,
            ),
            # AWS writes a test object first, and wants the way to the internet to exist.
            depends_on=[access_logs.policy, *network.internet_routes],
        )

    def _target_group(self, network: Network, release: Release) -> LbTargetGroup:
        return LbTargetGroup(
            self,
            "tasks",
            name=self._base.names("web"),
            target_type="ip",
            vpc_id=network.vpc_id,
            port=HTTPS,
            protocol="HTTPS",
            deregistration_delay=str(DEREGISTRATION_DELAY_SECONDS),
            health_check=LbTargetGroupHealthCheck(
                protocol="HTTPS",
                path=release.health_path,
                matcher=release.health_matcher,
                interval=30,
                timeout=10,
                healthy_threshold=2,
                unhealthy_threshold=5,
            ),
            # Sessions are shared; staying on one task only spares its warm caches.
            stickiness=LbTargetGroupStickiness(
                type="lb_cookie", enabled=True, cookie_duration=STICKINESS_SECONDS
            ),
        )

    def _listeners(self, certificate_arn: str | None) -> list[LbListener]:
        forward = LbListenerDefaultAction(type="forward", target_group_arn=self.target_group_arn)
        if certificate_arn is None:
            self._ports = [HTTP]
            return [self._listener("http", HTTP, "HTTP", forward)]
        self._ports = [HTTPS, HTTP]
        redirect = LbListenerDefaultAction(
            type="redirect",
            redirect=LbListenerDefaultActionRedirect(
                port=str(HTTPS), protocol="HTTPS", status_code="HTTP_301"
            ),
        )
        return [
            self._listener("https", HTTPS, "HTTPS", forward, certificate_arn),
            self._listener("http", HTTP, "HTTP", redirect),
        ]

    def _listener(
        self,
        id_: str,
        port: int,
        protocol: str,
        action: LbListenerDefaultAction,
        certificate_arn: str | None = None,
    ) -> LbListener:
        return LbListener(
            self,
            id_,
            load_balancer_arn=self.load_balancer_arn,
            port=port,
            protocol=protocol,
            certificate_arn=certificate_arn,
            ssl_policy=TLS_POLICY if certificate_arn else None,
            default_action=[action],
        )

    def _records(self, domain: DomainSettings) -> None:
        for type_ in ("A", "AAAA") if self._dual_stack else ("A",):
            Route53Record(
                self,
                f"record_{type_.lower()}",
                zone_id=domain.hosted_zone_id,
                name=domain.name,
                type=type_,
                alias=Route53RecordAlias(
                    name=self.dns_name,
                    zone_id=self._balancer.zone_id,
                    evaluate_target_health=True,
                ),
            )

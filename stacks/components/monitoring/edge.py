"""What is watched between the internet and the tasks."""

from stacks.components.firewall import Firewall
from stacks.components.front_door import FrontDoor
from stacks.components.monitoring.alarm import DAY_SECONDS, Alarm, Silence
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier
from stacks.components.network import Network
from stacks.settings.monitoring import MonitoringSettings

NAMESPACE = "AWS/ApplicationELB"


def load_balancer(front_door: FrontDoor, limits: MonitoringSettings) -> Tier:
    """Whether users reach OpenEMR, and how well."""
    balancer = {"LoadBalancer": front_door.load_balancer_arn_suffix}
    target = balancer | {"TargetGroup": front_door.target_group_arn_suffix}
    traffic = {
        "requests": Reading(NAMESPACE, "RequestCount", balancer, "Sum"),
        "connections": Reading(NAMESPACE, "ActiveConnectionCount", balancer, "Sum"),
    }
    alarms = [*_health(target), *_answers(balancer, limits), *_connections(balancer)]
    return Tier("Load balancer", alarms, [Graph("Traffic", traffic)])


def _health(target: dict[str, str]) -> list[Alarm]:
    healthy = Reading(NAMESPACE, "HealthyHostCount", target, "Maximum")
    unhealthy = Reading(NAMESPACE, "UnHealthyHostCount", target, "Minimum")
    return [
        Alarm(
            "no_healthy_tasks",
            "No task passes the load balancer's health check: nobody can work. Look at the "
            "service's events, then at the container log.",
            {"healthy": healthy},
            limit=1,
            fires="below",
            periods=3,
            period_seconds=60,
            silence=Silence.FAILURE,
            waits=True,
        ),
        Alarm(
            "unhealthy_tasks",
            "A task fails the load balancer's health check for five minutes, while others pass. "
            "Look at the container log.",
            {"healthy": healthy, "unhealthy": unhealthy},
            # No healthy tasks, above, tells of all; at a first start they only need time.
            formula="IF(healthy > 0, unhealthy, 0)",
            limit=0,
            periods=5,
            period_seconds=60,
            silence=Silence.FINE,
        ),
    ]


def _answers(balancer: dict[str, str], limits: MonitoringSettings) -> list[Alarm]:
    of_tasks = Reading(NAMESPACE, "HTTPCode_Target_5XX_Count", balancer, "Sum")
    own = Reading(NAMESPACE, "HTTPCode_ELB_5XX_Count", balancer, "Sum")
    latency = Reading(NAMESPACE, "TargetResponseTime", balancer, "p95")
    return [
        Alarm(
            "task_errors",
            "OpenEMR answers with 5xx. Look at the container log for PHP errors.",
            {"errors": of_tasks},
            limit=limits.server_errors_per_five_minutes,
            silence=Silence.FINE,
        ),
        Alarm(
            "load_balancer_errors",
            "The load balancer itself answers with 5xx: tasks are missing, hang or break "
            "connections. Look at the target group's health.",
            {"errors": own},
            limit=limits.server_errors_per_five_minutes,
            silence=Silence.FINE,
        ),
        Alarm(
            "latency",
            "One request in twenty takes longer than it should. Look at the database's capacity, "
            "then at the tasks' CPU.",
            {"latency": latency},
            limit=limits.latency_p95_seconds,
            periods=3,
            silence=Silence.FINE,
        ),
    ]


def _connections(balancer: dict[str, str]) -> list[Alarm]:
    rejected = Reading(NAMESPACE, "RejectedConnectionCount", balancer, "Sum")
    broken = Reading(NAMESPACE, "TargetTLSNegotiationErrorCount", balancer, "Sum")
    return [
        Alarm(
            "rejected_connections",
            "The load balancer is out of connections. Look for a flood in the firewall's log.",
            {"rejected": rejected},
            limit=0,
            silence=Silence.FINE,
        ),
        Alarm(
            "task_tls_errors",
            "The load balancer cannot speak TLS with the tasks. Look at Apache's certificate in "
            "the container log.",
            {"errors": broken},
            limit=0,
            periods=3,
            silence=Silence.FINE,
        ),
    ]


def certificate(arn: str, limits: MonitoringSettings) -> Tier:
    """Whether browsers will still trust the site next month."""
    left = Reading("AWS/CertificateManager", "DaysToExpiry", {"CertificateArn": arn}, "Minimum")
    expiry = Alarm(
        "certificate_expiry",
        "The load balancer's certificate ends soon and was not renewed. Look at its DNS validation "
        "record, or import a new one.",
        {"days": left},
        limit=limits.certificate_expiry_days,
        fires="below",
        period_seconds=DAY_SECONDS,
        # AWS stops publishing when the certificate has ended.
        silence=Silence.UNKNOWN,
    )
    return Tier("Certificate", [expiry])


def firewall(acl: Firewall, region: str, limits: MonitoringSettings) -> Tier:
    """What is turned away: an attack, or work that the rules mistake for one."""
    # `ALL` is AWS's word for every rule of the ACL together.
    dimensions = {"Region": region, "Rule": "ALL", "WebACL": acl.metric_name}
    blocked = Reading("AWS/WAFV2", "BlockedRequests", dimensions, "Sum")
    allowed = Reading("AWS/WAFV2", "AllowedRequests", dimensions, "Sum")
    surge = Alarm(
        "blocked_requests",
        "The firewall turns away many requests. Look in its log at which rule and whose address: "
        "an attack needs nothing, staff do.",
        {"blocked": blocked},
        limit=limits.blocked_requests_per_five_minutes,
        silence=Silence.FINE,
    )
    return Tier("Firewall", [surge], [Graph("Requests", {"allowed": allowed, "blocked": blocked})])


def nat(network: Network) -> Tier:
    """Whether tasks reach AWS and the services they call."""
    gateways = {f"nat_{index + 1}": id_ for index, id_ in enumerate(network.nat_gateway_ids)}

    def of_each(metric: str) -> dict[str, Reading]:
        return {
            name: Reading("AWS/NATGateway", metric, {"NatGatewayId": id_}, "Sum")
            for name, id_ in gateways.items()
        }

    alarms = [
        Alarm(
            f"{name}_out_of_ports",
            "The NAT gateway has no port left for new connections: calls to other services fail. "
            "Look for a task that opens connections without end.",
            {name: reading},
            limit=0,
            periods=2,
            silence=Silence.UNKNOWN,
        )
        for name, reading in of_each("ErrorPortAllocation").items()
    ]
    return Tier("NAT", alarms, [Graph("Bytes out", of_each("BytesOutToDestination"))])

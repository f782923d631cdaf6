"""The metrics that AWS publishes and that alarms and dashboard use."""

from dataclasses import dataclass
from typing import NamedTuple


class Published(NamedTuple):
    """Metrics of one namespace by the names of the dimensions that AWS publishes together."""

    source: str
    metrics: dict[tuple[str, ...], tuple[str, ...]]


DOCS = "https://docs.aws.amazon.com"
# All pages as of 2026-11. A metric that is not published stays silent, and so does its alarm.
NAMESPACES = {
    "AWS/ApplicationELB": Published(
        f"{DOCS}/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
        {
            ("LoadBalancer",): (
                "ActiveConnectionCount",
                "HTTPCode_ELB_5XX_Count",
                "HTTPCode_Target_5XX_Count",
                "RejectedConnectionCount",
                "RequestCount",
                "TargetConnectionErrorCount",
                "TargetResponseTime",
                "TargetTLSNegotiationErrorCount",
            ),
            ("LoadBalancer", "TargetGroup"): ("HealthyHostCount", "UnHealthyHostCount"),
        },
    ),
    "AWS/Backup": Published(
        f"{DOCS}/aws-backup/latest/devguide/cloudwatch.html",
        {("BackupVaultName",): ("NumberOfBackupJobsCompleted", "NumberOfBackupJobsFailed")},
    ),
    "AWS/CertificateManager": Published(
        f"{DOCS}/acm/latest/userguide/cloudwatch-metrics.html",
        {("CertificateArn",): ("DaysToExpiry",)},
    ),
    "AWS/ECS": Published(
        f"{DOCS}/AmazonECS/latest/developerguide/available-metrics.html",
        {("ClusterName", "ServiceName"): ("CPUUtilization", "MemoryUtilization")},
    ),
    "AWS/EFS": Published(
        f"{DOCS}/efs/latest/ug/efs-metrics.html",
        {
            ("FileSystemId",): ("ClientConnections", "MeteredIOBytes", "PermittedThroughput"),
            ("FileSystemId", "StorageClass"): ("StorageBytes",),
        },
    ),
    # Serverless caches have a dimension of their own, in lower case:
    # https://github.com/grafana/grafana-aws-sdk/pull/305 (2025-08)
    "AWS/ElastiCache": Published(
        f"{DOCS}/AmazonElastiCache/latest/dg/serverless-metrics-events-redis.html",
        {
            ("clusterId",): (
                "AuthenticationFailures",
                "BytesUsedForCache",
                "CommandAuthorizationFailures",
                "CurrConnections",
                "ElastiCacheProcessingUnits",
                "ThrottledCmds",
            )
        },
    ),
    "AWS/Events": Published(
        f"{DOCS}/eventbridge/latest/userguide/eb-monitoring.html",
        {("RuleName",): ("FailedInvocations", "Invocations")},
    ),
    "AWS/NATGateway": Published(
        f"{DOCS}/vpc/latest/userguide/metrics-dimensions-nat-gateway.html",
        {("NatGatewayId",): ("BytesOutToDestination", "ErrorPortAllocation")},
    ),
    "AWS/RDS": Published(
        f"{DOCS}/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html",
        {
            ("DBClusterIdentifier",): (
                "ACUUtilization",
                "CPUUtilization",
                "FreeableMemory",
                "ServerlessDatabaseCapacity",
                "VolumeBytesUsed",
            ),
            ("DBClusterIdentifier", "Role"): (
                "AuroraReplicaLag",
                "DatabaseConnections",
                "Deadlocks",
            ),
        },
    ),
    "AWS/SNS": Published(
        f"{DOCS}/sns/latest/dg/sns-monitoring-using-cloudwatch.html",
        {("TopicName",): ("NumberOfMessagesPublished", "NumberOfNotificationsFailed")},
    ),
    "AWS/WAFV2": Published(
        f"{DOCS}/waf/latest/developerguide/waf-metrics.html",
        {("Region", "Rule", "WebACL"): ("AllowedRequests", "BlockedRequests")},
    ),
    "ECS/ContainerInsights": Published(
        f"{DOCS}/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html",
        {("ClusterName", "ServiceName"): ("DesiredTaskCount", "RunningTaskCount")},
    ),
}


@dataclass(frozen=True)
class Reading:
    """A metric of certain resources, as one number for each period.

    `dimensions`: name -> value. `statistic`: CloudWatch's word for it, such as `Sum` or `p95`.
    """

    namespace: str
    name: str
    dimensions: dict[str, str]
    statistic: str

    def __post_init__(self) -> None:
        if self.namespace.startswith(("AWS/", "ECS/")) and not is_published(
            self.namespace, self.name, tuple(self.dimensions)
        ):
            raise ValueError(
                f"{self.namespace} {self.name} {list(self.dimensions)}: no such metric in "
                "monitoring/metrics.py"
            )


def is_published(namespace: str, name: str, dimensions: tuple[str, ...]) -> bool:
    """True if AWS publishes this metric under exactly these dimensions, in any order."""
    published = NAMESPACES.get(namespace)
    return published is not None and name in published.metrics.get(tuple(sorted(dimensions)), ())

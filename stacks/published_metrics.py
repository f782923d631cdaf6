"""The metrics that AWS publishes and that alarms and dashboard use, and what their values mean.

Here, because the scan of a configuration reads it as well, without loading CDKTF.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True)
class Measure:
    """What values of a metric are.

    statistics: those that AWS's pages name as useful; `p` for percentiles. worse: which values
    somebody should be told of. most: the largest value there is.
    """

    statistics: frozenset[str]
    worse: Literal["more", "less", "either"]
    most: float | None = None


class Published(NamedTuple):
    """Metrics of one namespace by the names of the dimensions that AWS publishes together."""

    source: str
    metrics: dict[tuple[str, ...], dict[str, Measure]]


_SUM = frozenset({"Sum"})
_LEVEL = frozenset({"Average", "Maximum", "Minimum"})
# Happenings that are counted one by one.
FAILURES, SUCCESSES = Measure(_SUM, "more"), Measure(_SUM, "less")
WORK = Measure(_SUM, "either")
# What is there at any time.
SIZE, BROKEN, WORKING = Measure(_LEVEL, "more"), Measure(_LEVEL, "more"), Measure(_LEVEL, "less")
# Percent of what is there.
USE = Measure(_LEVEL, "more", 100)
TIMES = Measure(frozenset({"Average", "Maximum", "p"}), "more")


DOCS = "https://docs.aws.amazon.com"
# All pages as of 2026-11. A metric that is not published stays silent, and so does its alarm.
NAMESPACES = {
    "AWS/ApplicationELB": Published(
        f"{DOCS}/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html",
        {
            ("LoadBalancer",): {
                "ActiveConnectionCount": WORK,
                "HTTPCode_ELB_5XX_Count": FAILURES,
                "HTTPCode_Target_5XX_Count": FAILURES,
                "RejectedConnectionCount": FAILURES,
                "RequestCount": WORK,
                "TargetConnectionErrorCount": FAILURES,
                "TargetResponseTime": TIMES,
                "TargetTLSNegotiationErrorCount": FAILURES,
            },
            ("LoadBalancer", "TargetGroup"): {
                "HealthyHostCount": WORKING,
                "UnHealthyHostCount": BROKEN,
            },
        },
    ),
    "AWS/Backup": Published(
        f"{DOCS}/aws-backup/latest/devguide/cloudwatch.html",
        {
            ("BackupVaultName",): {
                "NumberOfBackupJobsCompleted": SUCCESSES,
                "NumberOfBackupJobsFailed": FAILURES,
            }
        },
    ),
    "AWS/CertificateManager": Published(
        f"{DOCS}/acm/latest/userguide/cloudwatch-metrics.html",
        {
            ("CertificateArn",): {
                "DaysToExpiry": WORKING,
            }
        },
    ),
    "AWS/ECS": Published(
        f"{DOCS}/AmazonECS/latest/developerguide/available-metrics.html",
        {
            ("ClusterName", "ServiceName"): {
                "CPUUtilization": USE,
                "MemoryUtilization": USE,
            }
        },
    ),
    "AWS/EFS": Published(
        f"{DOCS}/efs/latest/ug/efs-metrics.html",
        {
            ("FileSystemId",): {
                "ClientConnections": WORK,
                "MeteredIOBytes": WORK,
                "PermittedThroughput": WORKING,
            },
            ("FileSystemId", "StorageClass"): {
                "StorageBytes": SIZE,
            },
        },
    ),
    # Serverless caches have a dimension of their own, in lower case:
    # https://github.com/grafana/grafana-aws-sdk/pull/305 (2025-08)
    "AWS/ElastiCache": Published(
        f"{DOCS}/AmazonElastiCache/latest/dg/serverless-metrics-events-redis.html",
        {
            ("clusterId",): {
                "AuthenticationFailures": FAILURES,
                "BytesUsedForCache": SIZE,
                "CommandAuthorizationFailures": FAILURES,
                "CurrConnections": SIZE,
                "ElastiCacheProcessingUnits": WORK,
                "ThrottledCmds": FAILURES,
            }
        },
    ),
    "AWS/Events": Published(
        f"{DOCS}/eventbridge/latest/userguide/eb-monitoring.html",
        {
            ("RuleName",): {
                "FailedInvocations": FAILURES,
                "Invocations": SUCCESSES,
            }
        },
    ),
    "AWS/NATGateway": Published(
        f"{DOCS}/vpc/latest/userguide/metrics-dimensions-nat-gateway.html",
        {
            ("NatGatewayId",): {
                "BytesOutToDestination": WORK,
                "ErrorPortAllocation": FAILURES,
            }
        },
    ),
    "AWS/RDS": Published(
        f"{DOCS}/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html",
        {
            ("DBClusterIdentifier",): {
                "ACUUtilization": USE,
                "CPUUtilization": USE,
                "FreeableMemory": WORKING,
                "ServerlessDatabaseCapacity": SIZE,
                "VolumeBytesUsed": SIZE,
            },
            ("DBClusterIdentifier", "Role"): {
                "AuroraReplicaLag": SIZE,
                "DatabaseConnections": SIZE,
                "Deadlocks": SIZE,
            },
        },
    ),
    "AWS/SNS": Published(
        f"{DOCS}/sns/latest/dg/sns-monitoring-using-cloudwatch.html",
        {
            ("TopicName",): {
                "NumberOfMessagesPublished": WORK,
                "NumberOfNotificationsFailed": FAILURES,
            }
        },
    ),
    "AWS/WAFV2": Published(
        f"{DOCS}/waf/latest/developerguide/waf-metrics.html",
        {
            ("Region", "Rule", "WebACL"): {
                "AllowedRequests": WORK,
                "BlockedRequests": FAILURES,
            }
        },
    ),
    "ECS/ContainerInsights": Published(
        f"{DOCS}/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html",
        {
            ("ClusterName", "ServiceName"): {
                "DesiredTaskCount": WORKING,
                "RunningTaskCount": WORKING,
            }
        },
    ),
}


def measure(namespace: str, name: str, dimensions: tuple[str, ...]) -> Measure | None:
    """The metric that AWS publishes under exactly these dimensions, in any order."""
    published = NAMESPACES.get(namespace)
    return published.metrics.get(tuple(sorted(dimensions)), {}).get(name) if published else None


def is_published(namespace: str, name: str, dimensions: tuple[str, ...]) -> bool:
    """True if AWS publishes this metric under exactly these dimensions, in any order."""
    return measure(namespace, name, dimensions) is not None

"""RDS: log exports, automatic pause, Performance Insights, certificates and final snapshots."""

from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.aurora_versions import set_version
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, nested, xml

# Request parameter -> member of the record, as DescribeDBClusters and DescribeDBInstances name it.
_DROPPED_MEMBERS = {
    "DatabaseInsightsMode": "DatabaseInsightsMode",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "MonitoringInterval": "MonitoringInterval",
    "MonitoringRoleArn": "MonitoringRoleArn",
    "PerformanceInsightsKMSKeyId": "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod": "PerformanceInsightsRetentionPeriod",
}
_INSTANCE_ONLY = ("PerformanceInsightsKMSKeyId", "DatabaseInsightsMode")


@around(rds, "_serverlessv2_from_params")
def keep_automatic_pause(original: Handler, params: dict[str, Any]) -> dict[str, Any] | None:
    scaling: dict[str, Any] | None = original(params)
    seconds = rds._p(params, "ServerlessV2ScalingConfiguration.SecondsUntilAutoPause")
    if scaling and seconds:
        scaling["SecondsUntilAutoPause"] = int(seconds)
    return scaling


@around(rds, "_serverlessv2_xml")
def show_automatic_pause(original: Handler, cluster: dict[str, Any]) -> str:
    text = original(cluster)
    scaling = cluster.get("ServerlessV2ScalingConfiguration") or {}
    member = xml({"SecondsUntilAutoPause": scaling.get("SecondsUntilAutoPause")})
    return text.replace("</ServerlessV2", member + "</ServerlessV2")


@around(rds, "_create_db_cluster", "_modify_db_cluster")
def keep_cluster_members(original: Handler, params: dict[str, Any]) -> Response:
    response = original(params)
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier"))
    if response[0] == 200 and cluster:
        cluster.update(_given(params))
        request = nested(params)
        change = request.get("CloudwatchLogsExportConfiguration") or {}
        logs = set(cluster.get("EnabledCloudwatchLogsExports") or [])
        logs |= set(request.get("EnableCloudwatchLogsExports") or [])
        logs |= set(change.get("EnableLogTypes") or [])
        logs -= set(change.get("DisableLogTypes") or [])
        cluster["EnabledCloudwatchLogsExports"] = sorted(logs)
        set_version(cluster, cluster["EngineVersion"])
    return response


@around(rds, "_sync_cluster_endpoints")
def keep_endpoint_names(_original: Handler, _cluster: dict[str, Any]) -> None:
    """AWS never renames a cluster's endpoints; MiniStack would, to its container's address."""


@around(rds, "_cluster_xml")
def show_cluster_members(original: Handler, cluster: dict[str, Any]) -> str:
    members = {member: cluster.get(member) for member in _DROPPED_MEMBERS.values()}
    logs = cluster.get("EnabledCloudwatchLogsExports") or None
    return original(cluster) + xml({**members, "EnabledCloudwatchLogsExports": logs})


@around(rds, "_create_db_instance", "_modify_db_instance")
def keep_instance_members(original: Handler, params: dict[str, Any]) -> Response:
    response = original(params)
    instance = rds._instances.get(rds._p(params, "DBInstanceIdentifier"))
    if response[0] == 200 and instance:
        instance.update(_given(params))
        upgraded = rds._p(params, "AutoMinorVersionUpgrade")
        if upgraded:
            instance["AutoMinorVersionUpgrade"] = upgraded == "true"
        authority = rds._p(params, "CACertificateIdentifier")
        if authority:
            instance["CACertificateIdentifier"] = authority
            instance["CertificateDetails"]["CAIdentifier"] = authority
    return response


@around(rds, "_instance_xml")
def show_instance_members(original: Handler, instance: dict[str, Any]) -> str:
    return original(instance) + xml({key: instance.get(key) or None for key in _INSTANCE_ONLY})


@around(rds, "_delete_db_cluster")
def take_the_final_snapshot(original: Handler, params: dict[str, Any]) -> Response:
    cluster = dict(rds._clusters.get(rds._p(params, "DBClusterIdentifier")) or {})
    response = original(params)
    name = rds._p(params, "FinalDBSnapshotIdentifier")
    if response[0] == 200 and cluster and name:
        rds._create_cluster_snapshot_internal(name, cluster)
    return response


def _given(params: dict[str, Any]) -> dict[str, Any]:
    """The dropped members that a request gives, typed as the record holds them."""
    given: dict[str, Any] = {}
    for parameter, member in _DROPPED_MEMBERS.items():
        text = rds._p(params, parameter)
        if text:
            given[member] = {"true": True, "false": False}.get(text, text)
    return given

"""Further out-of-band changes of buckets, alarms and tasks: of the second copy."""

import json

from tests.terraform.drift.out_of_band.change import HIGH, LOW, MEDIUM, OutOfBand, Site, added, gone

SERVICE = "aws_ecs_service.application_service_tasks"
TARGET = "aws_appautoscaling_target.application_service_scaling_target"
BUCKET = "aws_s3_bucket.exec_sessions_store_bucket"


def _website(site: Site) -> None:
    site.client("s3").put_bucket_website(
        Bucket=site.id(BUCKET), WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}}
    )


def _cross_origin(site: Site) -> None:
    rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
    site.client("s3").put_bucket_cors(
        Bucket=site.id("aws_s3_bucket.access_logs_store_bucket"),
        CORSConfiguration={"CORSRules": [rule]},
    )


def _other_pattern(site: Site) -> None:
    rule = site.of("aws_cloudwatch_event_rule.monitoring_rollout")
    site.client("events").put_rule(
        Name=rule["name"],
        Description=rule["description"],
        EventPattern=json.dumps({"source": ["nobody"]}),
    )


def _second_event_target(site: Site) -> None:
    site.client("events").put_targets(
        Rule=site.id("aws_cloudwatch_event_rule.monitoring_database"),
        Targets=[{"Id": "more", "Arn": "arn:aws:sqs:us-west-2:999999999999:elsewhere"}],
    )


def _blind_filter(site: Site) -> None:
    found = site.of("aws_cloudwatch_log_metric_filter.monitoring_iam_changes_filter")
    transformation = found["metric_transformation"][0]
    site.client("logs").put_metric_filter(
        logGroupName=found["log_group_name"],
        filterName=found["name"],
        filterPattern="nothing",
        metricTransformations=[
            {
                "metricName": transformation["name"],
                "metricNamespace": transformation["namespace"],
                "metricValue": "1",
                "defaultValue": 0,
            }
        ],
    )


def _delete_dashboard(site: Site) -> None:
    site.client("cloudwatch").delete_dashboards(
        DashboardNames=[site.id("aws_cloudwatch_dashboard.monitoring_dashboard_overview")]
    )


def _drop_topic(site: Site) -> None:
    site.client("sns").delete_topic(TopicArn=site.id("aws_sns_topic.notifications_alarms_topic"))


def _name_topic(site: Site) -> None:
    site.client("sns").set_topic_attributes(
        TopicArn=site.id("aws_sns_topic.audit_trail_deliveries_topic"),
        AttributeName="DisplayName",
        AttributeValue="somebody",
    )


def _drop_scaling(site: Site) -> None:
    target = site.of(TARGET)
    site.client("application-autoscaling").deregister_scalable_target(
        ServiceNamespace=target["service_namespace"],
        ResourceId=target["resource_id"],
        ScalableDimension=target["scalable_dimension"],
    )


def _impatient_service(site: Site) -> None:
    site.client("ecs").update_service(
        cluster=site.of(SERVICE)["cluster"],
        service=site.id(SERVICE),
        healthCheckGracePeriodSeconds=1,
    )


def _untag_log(site: Site) -> None:
    site.client("logs").untag_log_group(
        logGroupName=site.id("aws_cloudwatch_log_group.flow_logs_records"), tags=["Deployment"]
    )


CHANGES = [
    OutOfBand("bucket as website", _website, BUCKET, "website", HIGH),
    OutOfBand(
        "cross-origin requests",
        _cross_origin,
        "aws_s3_bucket.access_logs_store_bucket",
        "cors_rule",
        HIGH,
    ),
    OutOfBand(
        "event pattern changed",
        _other_pattern,
        "aws_cloudwatch_event_rule.monitoring_rollout",
        "event_pattern",
        HIGH,
    ),
    added(
        "second event target",
        _second_event_target,
        "aws_cloudwatch_event_rule.monitoring_database",
        "event_target",
        MEDIUM,
    ),
    OutOfBand(
        "metric filter blind",
        _blind_filter,
        "aws_cloudwatch_log_metric_filter.monitoring_iam_changes_filter",
        "pattern",
        HIGH,
    ),
    gone(
        "dashboard deleted",
        _delete_dashboard,
        "aws_cloudwatch_dashboard.monitoring_dashboard_overview",
        LOW,
    ),
    gone("topic deleted", _drop_topic, "aws_sns_topic.notifications_alarms_topic", HIGH),
    OutOfBand(
        "topic named",
        _name_topic,
        "aws_sns_topic.audit_trail_deliveries_topic",
        "display_name",
        LOW,
    ),
    gone("scaling dropped", _drop_scaling, TARGET, HIGH),
    OutOfBand(
        "impatient service",
        _impatient_service,
        SERVICE,
        "health_check_grace_period_seconds",
        MEDIUM,
    ),
    OutOfBand(
        "log untagged",
        _untag_log,
        "aws_cloudwatch_log_group.flow_logs_records",
        "tags",
        LOW,
    ),
]

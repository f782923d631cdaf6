"""AWS CloudTrail."""

from scripts.resources.actions import cloudtrail as cloudtrail_actions
from scripts.resources.charges import logs as logs_charges
from scripts.resources.entry import ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import LEAVES_PRODUCTION, Rule
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import DESTROYS, LOWERS
from scripts.resources.facets.picture import Edge, Icon
from scripts.resources.facets.predicates import changed, removed, switched_off
from scripts.resources.facets.quota import Quota
from scripts.resources.finders import evidence

TYPES = (
    ResourceType(
        name="aws_cloudtrail",
        arguments=Arguments(
            needed=(
                "advanced_event_selector advanced_event_selector.field_selector "
                "advanced_event_selector.field_selector.field advanced_event_selector.name "
                "cloud_watch_logs_group_arn cloud_watch_logs_role_arn "
                "enable_log_file_validation enable_logging include_global_service_events "
                "is_multi_region_trail kms_key_id name s3_bucket_name sns_topic_name"
            ),
            optional=(
                "advanced_event_selector.field_selector.equals "
                "advanced_event_selector.field_selector.not_equals "
                "advanced_event_selector.field_selector.starts_with"
            ),
            refers={
                "cloud_watch_logs_group_arn": "aws_cloudwatch_log_group",
                "cloud_watch_logs_role_arn": "aws_iam_role",
                "kms_key_id": "aws_kms_key",
                "s3_bucket_name": "aws_s3_bucket",
                "sns_topic_name": "aws_sns_topic",
            },
            from_settings="name",
            judged="advanced_event_selector",
        ),
        deletion=Deletion(DESTROYS, "AWS API calls are not recorded, and cannot be later."),
        charge=logs_charges.trail,
        discovery=FoundBy(evidence.trail),
        picture=Icon("management/cloudtrail.png", "CloudTrail", "evidence", 5),
        edges=(
            Edge("s3_bucket_name", "records"),
            Edge("cloud_watch_logs_group_arn", "records"),
            Edge("sns_topic_name", "records"),
        ),
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
        quota=Quota("Trails", "cloudtrail", "", 5, ("cloudtrail", "describe_trails", "trailList")),
        actions=cloudtrail_actions.TRAIL,
        stack="deployment",
        keys={"kms_key_id": ""},
        data=Data(
            "trail",
            kept_because="keeps recording AWS API calls",
            contents=False,
            prevent_destroy=False,
        ),
        rules=(
            LEAVES_PRODUCTION,
            Rule("enable_logging", switched_off, LOWERS, "AWS API calls are no longer recorded."),
            Rule(
                "enable_log_file_validation",
                switched_off,
                LOWERS,
                "A modified log file would go undetected.",
                source=(
                    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html"
                ),
            ),
            Rule(
                "is_multi_region_trail",
                switched_off,
                LOWERS,
                "API calls in other Regions are no longer recorded.",
            ),
            Rule(
                "include_global_service_events",
                switched_off,
                LOWERS,
                "API calls to IAM and other global services are no longer recorded.",
            ),
            Rule(
                "s3_bucket_name",
                changed,
                LOWERS,
                "The log files are delivered to {after} instead of {before}.",
            ),
            Rule(
                "cloud_watch_logs_group_arn",
                changed,
                LOWERS,
                "Alarms read {before}, and the trail writes to {after}.",
            ),
            Rule("sns_topic_name", removed, LOWERS, "New log files are no longer announced."),
            Rule("event_selector", changed, LOWERS, "The trail records other events than before."),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
)

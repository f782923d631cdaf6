"""Amazon CloudWatch Logs."""

from scripts.resources.actions import cloudwatch_logs as cloudwatch_logs_actions
from scripts.resources.charges import logs as logs_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data, Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import DESTROYS, LOWERS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import changed, ends_sooner
from scripts.resources.finders import evidence, watching

TYPES = (
    ResourceType(
        name="aws_cloudwatch_log_group",
        arguments=Arguments(
            needed="kms_key_id name retention_in_days",
            refers={"kms_key_id": "aws_kms_key"},
            from_settings="name retention_in_days",
        ),
        deletion=Deletion(DESTROYS, "All events in it are deleted, audit evidence included."),
        charge=logs_charges.log_group,
        discovery=FoundBy(evidence.log_group),
        picture=Icon("management/cloudwatch-logs.png", "CloudWatch Logs", "evidence", 6, fold=True),
        actions=cloudwatch_logs_actions.LOG_GROUP,
        stack="deployment",
        required=True,
        keys={"kms_key_id": ""},
        data=Data(
            "log group",
            kept_because="holds logs",
            prevent_destroy=False,
            leftovers={"gb": "logs_storage_gb_month"},
        ),
        rules=(
            Rule(
                "retention_in_days",
                ends_sooner,
                (DESTROYS, LOWERS),
                "Events are kept for {after} instead of {before} days; older ones are deleted.",
                source=(
                    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html"
                ),
                nothing="ever",
            ),
        ),
    ),
    ResourceType(
        name="aws_cloudwatch_log_metric_filter",
        arguments=Arguments(
            needed=(
                "log_group_name metric_transformation metric_transformation.name metric_transformation.namespace "
                "metric_transformation.value name pattern"
            ),
            optional="metric_transformation.default_value",
            refers={"log_group_name": "aws_cloudwatch_log_group"},
            from_settings="metric_transformation.namespace",
        ),
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        owner=Owner("log_group_name", "aws_cloudwatch_log_group"),
        charge=logs_charges.metric_filter,
        discovery=FoundBy(watching.metric_filter),
        picture=PartOf("log_group_name"),
        edges=(Edge("", "records", source="log_group_name", to_all="aws_cloudwatch_metric_alarm"),),
        actions=cloudwatch_logs_actions.METRIC_FILTER,
        stack="deployment",
        rules=(
            Rule(
                "pattern",
                changed,
                LOWERS,
                "Alarms count other log events than before: {after}.",
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_cloudwatch_log_resource_policy",
        deletion=Deletion(rebuilt=True),
        charge=Free("A policy is not charged."),
        policy=Policy(PolicyKind.RESOURCE, "policy_document"),
    ),
)

"""AWS WAF."""

from scripts.resources.actions import wafv2 as wafv2_actions
from scripts.resources.charges import network as network_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import LOWERS, OPENS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.predicates import lost
from scripts.resources.finders import load_balancing

TYPES = (
    KnownType(
        name="aws_wafv2_ip_set",
        deletion=Deletion(
            OPENS,
            "Rules for these addresses have no effect.",
            meanwhile="rules for its addresses have no effect.",
        ),
        charge=Free("Address lists are free; rules that use them are charged at the web ACL."),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_wafv2_regex_pattern_set",
        charge=Free("Pattern sets are free; rules that use them are charged at the web ACL."),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_wafv2_web_acl",
        arguments=Arguments(
            needed=(
                "default_action default_action.allow description name rule rule.action.block "
                "rule.name rule.priority rule.statement rule.visibility_config "
                "rule.visibility_config.cloudwatch_metrics_enabled "
                "rule.visibility_config.metric_name "
                "rule.visibility_config.sampled_requests_enabled scope visibility_config "
                "visibility_config.cloudwatch_metrics_enabled visibility_config.metric_name "
                "visibility_config.sampled_requests_enabled"
            ),
            optional=(
                "rule.action rule.override_action rule.override_action.count "
                "rule.override_action.none"
            ),
            accepted={"scope": ("REGIONAL",)},
            from_settings=(
                "name rule.action.block rule.name rule.priority rule.statement "
                "rule.visibility_config.cloudwatch_metrics_enabled "
                "rule.visibility_config.metric_name "
                "rule.visibility_config.sampled_requests_enabled "
                "visibility_config.metric_name"
            ),
            judged="default_action rule visibility_config",
            free="description",
        ),
        deletion=Deletion(
            OPENS,
            "Requests are no longer inspected, and no path is blocked.",
            meanwhile="its rules apply once the new one is associated.",
        ),
        charge=network_charges.web_acl,
        discovery=FoundBy(load_balancing.web_acl),
        picture=Icon("security/waf.png", "AWS WAF", "region", 1),
        actions=wafv2_actions.WEB_ACL,
        stack="deployment",
        required=True,
        drift=Drift(
            Sensitivity.GUARD,
            by_itself={
                "capacity": "counts its rules, which are compared",
                "lock_token": "changes with every change",
            },
        ),
    ),
    ResourceType(
        name="aws_wafv2_web_acl_association",
        arguments=Arguments(
            needed="resource_arn web_acl_arn",
            refers={"resource_arn": "aws_lb", "web_acl_arn": "aws_wafv2_web_acl"},
        ),
        deletion=Deletion(
            OPENS,
            "Requests bypass the firewall.",
            meanwhile="for a moment requests bypass the firewall.",
        ),
        charge=Free("A property of the web ACL."),
        discovery=Idempotent("AssociateWebACL"),
        picture=PartOf("web_acl_arn"),
        edges=(Edge("resource_arn", "uses", "filters", source="web_acl_arn"),),
        actions=wafv2_actions.ASSOCIATION,
        stack="deployment",
        required=True,
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_wafv2_web_acl_logging_configuration",
        arguments=Arguments(
            needed=(
                "log_destination_configs redacted_fields redacted_fields.single_header "
                "redacted_fields.single_header.name resource_arn"
            ),
            refers={
                "log_destination_configs": "aws_cloudwatch_log_group",
                "resource_arn": "aws_wafv2_web_acl",
            },
        ),
        deletion=Deletion(OPENS, "Attacks are no longer logged.", rebuilt=True),
        owner=Owner("resource_arn", "aws_wafv2_web_acl"),
        charge=Free("Logs are charged at the log group."),
        discovery=Idempotent("PutLoggingConfiguration"),
        picture=PartOf("resource_arn"),
        edges=(Edge("log_destination_configs", "records", source="resource_arn"),),
        actions=wafv2_actions.LOGGING,
        stack="deployment",
        required=True,
        rules=(
            Rule(
                "log_destination_configs",
                lost,
                LOWERS,
                "The firewall's log goes to {after} instead of {before}.",
            ),
            Rule(
                "redacted_fields", lost, LOWERS, "The firewall's log shows fields that it redacted."
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
)

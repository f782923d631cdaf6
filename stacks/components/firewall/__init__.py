"""The web application firewall in front of the load balancer."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.wafv2_web_acl import (
    Wafv2WebAcl,
    Wafv2WebAclDefaultAction,
    Wafv2WebAclDefaultActionAllow,
    Wafv2WebAclVisibilityConfig,
)
from cdktf_cdktf_provider_aws.wafv2_web_acl_association import Wafv2WebAclAssociation
from cdktf_cdktf_provider_aws.wafv2_web_acl_logging_configuration import (
    Wafv2WebAclLoggingConfiguration,
    Wafv2WebAclLoggingConfigurationRedactedFields,
    Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader,
)
from constructs import Construct

from stacks.components.firewall.rules import rules
from stacks.components.front_door import FrontDoor
from stacks.foundation import Foundation
from stacks.settings import Deployment

# Both let their bearer in.
REDACTED_HEADERS = ("authorization", "cookie")


class Firewall(Construct):
    """Turns away known attacks, floods and every path that nobody may use.

    Without it the load balancer still works, unguarded.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        front_door: FrontDoor,
        settings: Deployment,
    ) -> None:
        super().__init__(scope, id_)
        self.metric_name = base.names("firewall")
        acl = Wafv2WebAcl(
            self,
            "acl",
            name=base.names("firewall"),
            description="OpenEMR: managed rules, rate limits, closed paths",
            scope="REGIONAL",
            default_action=Wafv2WebAclDefaultAction(allow=Wafv2WebAclDefaultActionAllow()),
            rule=rules(settings.firewall, apis_active=settings.activate_openemr_apis),
            visibility_config=Wafv2WebAclVisibilityConfig(
                cloudwatch_metrics_enabled=True,
                metric_name=self.metric_name,
                sampled_requests_enabled=True,
            ),
        )
        self.arn = acl.arn
        Wafv2WebAclAssociation(
            self,
            "association",
            resource_arn=front_door.load_balancer_arn,
            web_acl_arn=acl.arn,
        )
        self._record(base)

    def _record(self, base: Foundation) -> None:
        # AWS takes only log groups of this prefix.
        group = CloudwatchLogGroup(
            self,
            "log",
            name=f"aws-waf-logs-{base.names('firewall')}",
            kms_key_id=base.encryption.logs_key_arn,
            retention_in_days=base.logs.audit_retention_days,
        )
        Wafv2WebAclLoggingConfiguration(
            self,
            "logging",
            resource_arn=self.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[
                Wafv2WebAclLoggingConfigurationRedactedFields(
                    single_header=Wafv2WebAclLoggingConfigurationRedactedFieldsSingleHeader(
                        name=header
                    )
                )
                for header in REDACTED_HEADERS
            ],
        )

"""What the cdk.json files of the three CDK predecessors have in common."""

from scripts.commands.settings.import_.conversions import (
    integer,
    list_of,
    network,
    openemr_in,
    text,
)
from scripts.commands.settings.import_.entry import (
    Becomes,
    Entry,
    Unsupported,
    missing_feature,
)

FEATURE_FLAG_PREFIX = "@aws-cdk"
FEATURE_FLAG = Unsupported("a feature flag of the AWS CDK, which nothing here reads")
COMMAND_LINE = Unsupported("configures the CDK's command line, which is not used here")

_FARGATE = "openemr_service_fargate_"
# Equal in all three, and named alike here.
CAPACITY: dict[str, Entry] = {
    f"{_FARGATE}{name}": Becomes(f"{_FARGATE}{name}", integer)
    for name in (
        "minimum_capacity",
        "maximum_capacity",
        "cpu_autoscaling_percentage",
        "memory_autoscaling_percentage",
    )
}
CERTIFICATE: dict[str, Entry] = {
    "certificate_arn": Becomes("certificate_arn", text),
    "aliases": Unsupported("no code of the predecessor reads it"),
}

# Those of openemr/host-openemr-on-aws-fargate and its successor, openemr-on-ecs.
IN_ZONE = Becomes(
    "domain.name",
    openemr_in,
    "the zone's id is needed too: --set domain.hosted_zone_id=Z..., from "
    "`aws route53 list-hosted-zones-by-name`",
)
IPV4 = Becomes("security_group_ip_range", network)
IPV6 = Becomes("clients.ipv6_cidrs", list_of(network))
MAIL_FORWARDING = missing_feature(
    "no mail is received here; for alarms: --set monitoring.email_addresses=..."
)
_TIMEOUT = Unsupported(
    "idle connections end after 300 s here, so that the database can pause; the other limits of "
    "time are Aurora's own"
)
LATER_FEATURES: dict[str, Entry] = {
    "enable_patient_portal": missing_feature(
        "there is no setting for it; an administrator turns the portal on in OpenEMR"
    ),
    "enable_bedrock_integration": missing_feature("SQL does not call Bedrock here"),
    "enable_data_api": missing_feature(
        "there is no RDS Data API here; `openemr tunnel` reaches the database"
    ),
    "enable_global_accelerator": missing_feature("there is no Global Accelerator here"),
    "configure_ses": missing_feature("there is no Amazon SES here"),
    "create_serverless_analytics_environment": missing_feature(
        "there is neither EMR Serverless nor SageMaker here"
    ),
    "aurora_ml_inference_timeout": Unsupported("belongs to enable_bedrock_integration"),
    "net_read_timeout": _TIMEOUT,
    "net_write_timeout": _TIMEOUT,
    "wait_timeout": _TIMEOUT,
    "connect_timeout": _TIMEOUT,
    "max_execution_time": _TIMEOUT,
}

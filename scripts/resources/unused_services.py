"""Services that no stack uses, but that a plan or a bill may contain."""

from scripts.resources.charges import compute as compute_charges
from scripts.resources.entry import KnownType
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.drift import Drift, Sensitivity, ShownBy
from scripts.resources.facets.impact import DESTROYS, LOWERS, OPENS
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import left, lost, switched_off

TYPES = (
    KnownType(
        name="aws_accessanalyzer_analyzer",
        deletion=Deletion(LOWERS, "Access from other accounts goes unnoticed.", rebuilt=True),
    ),
    KnownType(name="aws_budgets_budget", charge=Free("Budgets without actions are free.")),
    KnownType(name="aws_ce_anomaly_monitor", charge=Free("Cost anomaly detection is free.")),
    KnownType(name="aws_ce_anomaly_subscription", charge=Free("Cost anomaly detection is free.")),
    KnownType(
        name="aws_config_config_rule",
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
    ),
    KnownType(
        name="aws_config_configuration_recorder",
        deletion=Deletion(LOWERS, "Changes of resources are no longer recorded.", rebuilt=True),
    ),
    KnownType(
        name="aws_config_configuration_recorder_status",
        deletion=Deletion(LOWERS, "Changes of resources are no longer recorded.", rebuilt=True),
        rules=(
            Rule(
                "is_enabled",
                switched_off,
                LOWERS,
                "AWS Config no longer records changes of resources.",
            ),
        ),
    ),
    KnownType(
        name="aws_ebs_encryption_by_default",
        rules=(
            Rule(
                "enabled",
                switched_off,
                LOWERS,
                "New volumes in this Region are encrypted only on request.",
                source="https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html",
            ),
        ),
    ),
    KnownType(
        name="aws_ebs_snapshot_block_public_access",
        rules=(
            Rule(
                "state",
                left("block-all-sharing"),
                OPENS,
                "Snapshots of volumes may be open to everyone.",
                source=(
                    "https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html"
                ),
            ),
        ),
    ),
    KnownType(
        name="aws_guardduty_detector",
        deletion=Deletion(
            DESTROYS,
            "All findings in this Region are deleted, and threats go undetected.",
            source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html",
        ),
        rules=(
            Rule(
                "enable",
                switched_off,
                LOWERS,
                "GuardDuty no longer detects threats in this Region.",
                source="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html",
            ),
        ),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_inspector2_enabler",
        deletion=Deletion(LOWERS, "Known vulnerabilities in images go unnoticed.", rebuilt=True),
        rules=(
            Rule(
                "resource_types",
                lost,
                LOWERS,
                "Inspector scans {after} instead of {before} for vulnerabilities.",
            ),
        ),
    ),
    KnownType(
        name="aws_lambda_function",
        keys={"kms_key_arn": "environment"},
        charge=compute_charges.function,
    ),
    KnownType(
        name="aws_lambda_permission",
        charge=Free("A permission to call; calls are charged at the function."),
    ),
    KnownType(
        name="aws_macie2_account",
        deletion=Deletion(LOWERS, "Sensitive data exposed in buckets goes unnoticed."),
        rules=(
            Rule(
                "status",
                left("ENABLED"),
                LOWERS,
                "Macie no longer looks for sensitive data in buckets.",
            ),
        ),
    ),
    KnownType(
        name="aws_securityhub_account",
        deletion=Deletion(LOWERS, "Findings of security services are no longer aggregated."),
    ),
    KnownType(
        name="aws_sqs_queue",
        keys={"kms_master_key_id": ""},
        shows_policy_of=("aws_sqs_queue_policy", "queue_url"),
        drift=Drift(shows={"policy": ShownBy("aws_sqs_queue_policy", "queue_url", "url")}),
    ),
    KnownType(
        name="aws_sqs_queue_policy",
        policy=Policy(PolicyKind.RESOURCE, parent="queue_url"),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_ssm_parameter",
        keys={"key_id": ""},
        charge=Free("Standard parameters are free."),
        rules=(
            Rule(
                "type",
                left("SecureString"),
                LOWERS,
                "The parameter's value is no longer encrypted.",
                source=(
                    "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html"
                ),
            ),
        ),
    ),
    KnownType(
        name="aws_kinesis_firehose_delivery_stream",
        keys={"server_side_encryption.key_arn": ""},
    ),
    KnownType(name="aws_scheduler_schedule", keys={"kms_key_arn": ""}),
)

"""Rules about what guards a whole account, in one Region or all."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import left, lost, switched_off
from scripts.review.verdict import LOWERS, OPENS

DOCS = "https://docs.aws.amazon.com"

RULES = (
    Rule(
        ("aws_guardduty_detector",),
        "enable",
        switched_off,
        LOWERS,
        "GuardDuty looks for attackers in this Region no more.",
        f"{DOCS}/guardduty/latest/ug/guardduty_suspend-disable.html",
    ),
    Rule(
        ("aws_config_configuration_recorder_status",),
        "is_enabled",
        switched_off,
        LOWERS,
        "AWS Config no longer records how resources change.",
    ),
    Rule(
        ("aws_macie2_account",),
        "status",
        left("ENABLED"),
        LOWERS,
        "Macie looks for exposed records in buckets no more.",
    ),
    Rule(
        ("aws_inspector2_enabler",),
        "resource_types",
        lost,
        LOWERS,
        "Inspector looks for known holes in {after} instead of {before}.",
    ),
    Rule(
        ("aws_ebs_encryption_by_default",),
        "enabled",
        switched_off,
        LOWERS,
        "New volumes in this Region are encrypted only where somebody asks for it.",
        f"{DOCS}/ebs/latest/userguide/encryption-by-default.html",
    ),
    Rule(
        ("aws_ebs_snapshot_block_public_access",),
        "state",
        left("block-all-sharing"),
        OPENS,
        "Snapshots of volumes may be open to everyone.",
        f"{DOCS}/ebs/latest/userguide/block-public-access-snapshots.html",
    ),
)

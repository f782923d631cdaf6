"""Attributes that mean the same in every type of resource, also in types nobody has reviewed."""

from scripts.resources.facets.changes import Rule
from scripts.resources.facets.predicates import (
    changed,
    left,
    lost,
    removed,
    switched_off,
    switched_on,
)
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS

ANY = ()
EMPTIED = "A later deletion takes everything inside along instead of being refused."
ENCRYPTION_SWITCHES = (
    *("encrypted", "storage_encrypted", "at_rest_encryption_enabled"),
    *("transit_encryption_enabled", "enable_encryption", "encryption_at_rest"),
)
KEYS = (
    *("kms_key_id", "kms_key_arn", "kms_master_key_id", "kms_key", "key_arn"),
    *("master_user_secret_kms_key_id", "encryption_key_arn"),
)
GROUPS = ("security_groups", "security_group_ids", "vpc_security_group_ids")

RULES = (
    *(
        Rule(name, switched_off, LOWERS, "Nothing keeps it from being deleted any more.")
        for name in (
            *("deletion_protection", "deletion_protection_enabled", "deletion_protected"),
            *("enable_deletion_protection", "termination_protection", "disable_api_termination"),
        )
    ),
    Rule("force_destroy", switched_on, (DESTROYS, LOWERS), EMPTIED),
    Rule(
        "skip_final_snapshot",
        switched_on,
        (DESTROYS, LOWERS),
        "A later deletion takes no last snapshot.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    ),
    Rule(
        "delete_automated_backups",
        switched_on,
        (DESTROYS, LOWERS),
        "A later deletion takes the automated backups along.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html",
    ),
    *(
        Rule(name, switched_off, LOWERS, "What it holds, or carries, is encrypted no longer.")
        for name in ENCRYPTION_SWITCHES
    ),
    *(
        Rule(name, changed, LOWERS, "The key of its encryption was {before} and is {after}.")
        for name in KEYS
    ),
    Rule(
        "publicly_accessible",
        switched_on,
        OPENS,
        "It gets an address on the internet.",
        new_too=True,
    ),
    Rule(
        "associate_public_ip_address",
        switched_on,
        OPENS,
        "It gets an address on the internet.",
        new_too=True,
    ),
    Rule(
        "metadata_options.http_tokens",
        left("required"),
        LOWERS,
        "A request forged on the machine gets the credentials of its role.",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
        "configuring-instance-metadata-service.html",
    ),
    Rule("multi_az", switched_off, LOWERS, "The loss of one zone stops it."),
    Rule(
        "permissions_boundary",
        changed,
        OPENS,
        "What limits its rights was {before} and is {after}.",
    ),
    Rule(
        "auto_minor_version_upgrade",
        switched_off,
        LOWERS,
        "It gets no security fixes by itself.",
    ),
    Rule(
        "apply_immediately",
        switched_on,
        INTERRUPTS,
        "Changes that restart it do not wait for its maintenance window.",
    ),
    Rule(
        "enabled_cloudwatch_logs_exports",
        lost,
        LOWERS,
        "It exported the logs {before}, and exports {after}.",
    ),
    Rule("port", changed, INTERRUPTS, "It answered on port {before} and answers on {after}."),
    Rule("user_group_id", removed, OPENS, "Whoever reaches it gets in without a password."),
)

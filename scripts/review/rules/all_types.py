"""Rules about attributes with one meaning in all resource types, unreviewed ones included."""

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

EMPTIED = "A later deletion deletes all contents instead of being refused."
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
        Rule(name, switched_off, LOWERS, "Deletion protection is off.")
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
        "A later deletion takes no final snapshot.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    ),
    Rule(
        "delete_automated_backups",
        switched_on,
        (DESTROYS, LOWERS),
        "A later deletion deletes the automated backups as well.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html",
    ),
    *(
        Rule(name, switched_off, LOWERS, "Its data is no longer encrypted.")
        for name in ENCRYPTION_SWITCHES
    ),
    *(
        Rule(name, changed, LOWERS, "Its encryption key was {before} and is {after}.")
        for name in KEYS
    ),
    Rule(
        "publicly_accessible",
        switched_on,
        OPENS,
        "It gets a public address.",
        new_too=True,
    ),
    Rule(
        "associate_public_ip_address",
        switched_on,
        OPENS,
        "It gets a public address.",
        new_too=True,
    ),
    Rule(
        "metadata_options.http_tokens",
        left("required"),
        LOWERS,
        "A request forged on the instance can obtain its role's credentials.",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
        "configuring-instance-metadata-service.html",
    ),
    Rule("multi_az", switched_off, LOWERS, "The loss of one Availability Zone stops it."),
    Rule(
        "permissions_boundary",
        changed,
        OPENS,
        "Its permissions boundary was {before} and is {after}.",
    ),
    Rule(
        "auto_minor_version_upgrade",
        switched_off,
        LOWERS,
        "It gets no automatic security fixes.",
    ),
    Rule(
        "apply_immediately",
        switched_on,
        INTERRUPTS,
        "Changes that require a restart do not wait for the maintenance window.",
    ),
    Rule(
        "enabled_cloudwatch_logs_exports",
        lost,
        LOWERS,
        "It exported the logs {before}, and exports {after}.",
    ),
    Rule("port", changed, INTERRUPTS, "The port was {before} and is {after}."),
    Rule(
        "user_group_id", removed, OPENS, "Anyone who can reach it gets access without a password."
    ),
)

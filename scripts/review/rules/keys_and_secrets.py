"""Rules about keys and secrets."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    changed,
    left,
    lost,
    lowered,
    raised,
    switched_off,
    switched_on,
)
from scripts.review.verdict import DESTROYS, LOWERS, OPENS

KEY = ("aws_kms_key",)
SECRET = ("aws_secretsmanager_secret",)
VERSION = ("aws_secretsmanager_secret_version",)
DELETING_KEYS = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"
DELETING_SECRETS = (
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html"
)

RULES = (
    Rule(KEY, "enable_key_rotation", switched_off, LOWERS, "The key is no longer rotated."),
    Rule(
        KEY,
        "rotation_period_in_days",
        raised,
        LOWERS,
        "The key is rotated every {after} instead of every {before} days.",
    ),
    Rule(
        KEY,
        "is_enabled",
        switched_off,
        DESTROYS,
        "While the key is disabled, nobody can read what it encrypts.",
        "https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html",
    ),
    Rule(
        KEY,
        "deletion_window_in_days",
        lowered,
        (DESTROYS, LOWERS),
        "A deletion of the key can be taken back for {after} instead of {before} days.",
        DELETING_KEYS,
    ),
    Rule(
        KEY,
        "bypass_policy_lockout_safety_check",
        switched_on,
        LOWERS,
        "A policy may lock everybody out of the key for good.",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html",
    ),
    Rule(
        ("aws_kms_alias",),
        "target_key_id",
        changed,
        LOWERS,
        "The name stands for the key {after} instead of {before}.",
    ),
    Rule(
        SECRET,
        "recovery_window_in_days",
        lowered,
        (DESTROYS, LOWERS),
        "A deletion of the secret can be taken back for {after} instead of {before} days.",
        DELETING_SECRETS,
    ),
    Rule(SECRET, "replica", lost, LOWERS, "A copy in another Region goes away."),
    Rule(
        VERSION,
        "secret_string_wo_version",
        changed,
        DESTROYS,
        "A new value takes the place of the old one; what still uses the old one is refused.",
    ),
    Rule(
        VERSION,
        "secret_string",
        changed,
        DESTROYS,
        "A new value takes the place of the old one; what still uses the old one is refused.",
    ),
    Rule(
        ("aws_secretsmanager_secret_policy",),
        "block_public_policy",
        switched_off,
        OPENS,
        "Secrets Manager takes policies that open the secret to everyone.",
    ),
    Rule(
        ("aws_secretsmanager_secret_rotation",),
        "rotation_rules.automatically_after_days",
        raised,
        LOWERS,
        "The secret is rotated every {after} instead of every {before} days.",
    ),
    Rule(
        ("aws_ssm_parameter",),
        "type",
        left("SecureString"),
        LOWERS,
        "The parameter's value is no longer encrypted.",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
        "secure-string-parameter-kms-encryption.html",
    ),
)

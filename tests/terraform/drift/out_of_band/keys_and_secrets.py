"""Out-of-band changes of keys and secrets."""

import json

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    OutOfBand,
    Site,
    added,
    gone,
)

SECRET = "aws_secretsmanager_secret.credentials_application_secret"
OTHER_SECRET = "aws_secretsmanager_secret.application_administrator_secret"
STRANGER = "arn:aws:iam::999999999999:root"


def _share_secret(site: Site) -> None:
    everyone = {
        "Effect": "Allow",
        "Principal": {"AWS": STRANGER},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    site.client("secretsmanager").put_resource_policy(
        SecretId=site.id(SECRET),
        ResourcePolicy=json.dumps({"Version": "2012-10-17", "Statement": [everyone]}),
    )


def _other_value(site: Site) -> None:
    site.client("secretsmanager").put_secret_value(
        SecretId=site.id(SECRET), SecretString=json.dumps({"password": "not-to-be-printed"})
    )


def _describe_secret(site: Site) -> None:
    site.client("secretsmanager").update_secret(
        SecretId=site.id(OTHER_SECRET), Description="somebody's words"
    )


def _delete_secret(site: Site) -> None:
    site.client("secretsmanager").delete_secret(
        SecretId=site.id(OTHER_SECRET), RecoveryWindowInDays=7
    )


def _key(role: str) -> str:
    return f"aws_kms_key.encryption_{role}"


def _widen_key(site: Site) -> None:
    key = site.of(_key("data"))
    policy = json.loads(key["policy"])
    stranger = {
        "Sid": "Stranger",
        "Effect": "Allow",
        "Principal": {"AWS": STRANGER},
        "Action": "kms:Decrypt",
        "Resource": "*",
    }
    policy["Statement"].append(stranger)
    site.client("kms").put_key_policy(
        KeyId=key["key_id"], PolicyName="default", Policy=json.dumps(policy)
    )


def _rotation_off(site: Site) -> None:
    site.client("kms").disable_key_rotation(KeyId=site.id(_key("secrets")))


def _disable_key(site: Site) -> None:
    site.client("kms").disable_key(KeyId=site.id(_key("logs")))


def _schedule_deletion(site: Site) -> None:
    site.client("kms").schedule_key_deletion(KeyId=site.id(_key("trail")), PendingWindowInDays=7)


def _describe_key(site: Site) -> None:
    site.client("kms").update_key_description(
        KeyId=site.id(_key("backup")), Description="somebody's words"
    )


def _move_alias(site: Site) -> None:
    site.client("kms").update_alias(
        AliasName=site.id("aws_kms_alias.encryption_data_alias"),
        TargetKeyId=site.id(_key("secrets")),
    )


def _grant(site: Site) -> None:
    site.client("kms").create_grant(
        KeyId=site.id(_key("data")),
        GranteePrincipal="arn:aws:iam::999999999999:role/stranger",
        Operations=["Decrypt"],
    )


CHANGES = [
    OutOfBand("secret shared", _share_secret, SECRET, "policy", CRITICAL),
    OutOfBand(
        "other secret value",
        _other_value,
        "aws_secretsmanager_secret_version.credentials_application_version",
        "version_stages",
        HIGH,
    ),
    OutOfBand("secret described", _describe_secret, OTHER_SECRET, "description", LOW),
    OutOfBand("key policy widened", _widen_key, _key("data"), "policy", CRITICAL),
    OutOfBand("rotation off", _rotation_off, _key("secrets"), "enable_key_rotation", CRITICAL),
    OutOfBand("key disabled", _disable_key, _key("logs"), "is_enabled", CRITICAL),
    OutOfBand("key described", _describe_key, _key("backup"), "description", LOW),
    OutOfBand(
        "alias moved",
        _move_alias,
        "aws_kms_alias.encryption_data_alias",
        "target_key_id",
        CRITICAL,
    ),
    added("key granted", _grant, _key("data"), "grant", CRITICAL),
]
DELETIONS = [
    gone("secret deleted", _delete_secret, OTHER_SECRET, CRITICAL),
    gone("key to be deleted", _schedule_deletion, _key("trail"), CRITICAL),
]

"""Wrong requests to KMS and Secrets Manager."""

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.requests import policy

ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def deleted_secret(account: Account) -> str:
    """The name of a secret in its recovery window."""
    manager = account.client("secretsmanager")
    manager.create_secret(Name="deleted", SecretString="x")
    manager.delete_secret(SecretId="deleted", RecoveryWindowInDays=7)
    return "deleted"


KEYS_AND_SECRETS = [
    Refused(
        "a key policy that locks the account out",
        "kms",
        "create_key",
        lambda _: {"Policy": policy({**ALLOW_ALL, "Principal": {"Service": "logs.amazonaws.com"}})},
        "MalformedPolicyDocumentException",
    ),
    Refused(
        "a key policy without statements",
        "kms",
        "create_key",
        lambda _: {"Policy": "{}"},
        "MalformedPolicyDocumentException",
    ),
    Refused(
        "deleting a key within 5 days",
        "kms",
        "schedule_key_deletion",
        lambda a: {"KeyId": a.key, "PendingWindowInDays": 5},
        "ValidationException",
    ),
    Refused(
        "a secret under a key that is not there",
        "secretsmanager",
        "create_secret",
        lambda _: {"Name": "x", "KmsKeyId": "arn:aws:kms:us-west-2:000000000000:key/none"},
        "InvalidParameterException",
    ),
    Refused(
        "a secret whose name still waits to be deleted",
        "secretsmanager",
        "create_secret",
        lambda a: {"Name": deleted_secret(a)},
        "InvalidRequestException",
    ),
    Refused(
        "a secret's policy without a principal",
        "secretsmanager",
        "put_resource_policy",
        lambda a: {"SecretId": a.secret, "ResourcePolicy": policy(ALLOW_ALL)},
        "MalformedPolicyDocumentException",
    ),
    Refused(
        "rotation without a function",
        "secretsmanager",
        "rotate_secret",
        lambda a: {"SecretId": a.secret, "RotationRules": {"AutomaticallyAfterDays": 30}},
        "InvalidRequestException",
    ),
]

"""Rotation, versions of policies, and settings of the account and Region that override others."""

import json

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
    for_a_stranger,
)
from tests.terraform.drift.out_of_band.database import CLUSTER
from tests.terraform.drift.out_of_band.keys_and_secrets import SECRET
from tests.terraform.drift.out_of_band.network import VPC

POLICY = "aws_iam_policy.application_task_execution_policy"
VERSION = "aws_secretsmanager_secret_version.credentials_application_version"
# The first of the log groups by its address, where a policy of all of them is told.
FIRST_LOG = "aws_cloudwatch_log_group.application_task_log"


def _no_rotation(site: Site) -> None:
    (secret,) = site.of(CLUSTER)["master_user_secret"]
    site.client("secretsmanager").cancel_rotate_secret(SecretId=secret["secret_arn"])


def _rotate_by_a_function(site: Site) -> None:
    site.client("secretsmanager").rotate_secret(
        SecretId=site.id(SECRET),
        RotationLambdaARN="arn:aws:lambda:us-west-2:999999999999:function:somebodys",
        RotationRules={"AutomaticallyAfterDays": 1},
    )


def _by_the_rotation(_site: Site) -> None:
    """A rotation begins at once, and replaces the value."""


def _waiting_version(site: Site) -> None:
    site.client("iam").create_policy_version(
        PolicyArn=site.of(POLICY)["arn"], PolicyDocument=json.dumps(_EVERYTHING)
    )


_EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}


def _log_policy(kind: str) -> Act:
    def act(site: Site) -> None:
        site.client("logs").put_account_policy(
            policyName="somebodys",
            policyType=kind,
            policyDocument=for_a_stranger("logs:PutRecord", "*"),
        )

    return act


def _block_public_access(site: Site) -> None:
    site.client("ec2").modify_vpc_block_public_access_options(
        InternetGatewayBlockMode="block-bidirectional"
    )


CHANGES = [
    OutOfBand("password not rotated", _no_rotation, CLUSTER, "master_user_secret", HIGH),
    added("version of a policy waits", _waiting_version, POLICY, "policy_version", HIGH),
    added(
        "logs of the account copied",
        _log_policy("SUBSCRIPTION_FILTER_POLICY"),
        FIRST_LOG,
        "account_subscription_filter_policy",
        CRITICAL,
    ),
    added(
        "logs of the account masked",
        _log_policy("DATA_PROTECTION_POLICY"),
        FIRST_LOG,
        "account_data_protection_policy",
        HIGH,
    ),
    added(
        "logs of the account rewritten",
        _log_policy("TRANSFORMER_POLICY"),
        FIRST_LOG,
        "account_transformer_policy",
        MEDIUM,
    ),
    OutOfBand(
        "public access blocked",
        _block_public_access,
        VPC,
        "internet_gateway_block_mode",
        HIGH,
    ),
]
MORE = [
    added("secret rotated by a function", _rotate_by_a_function, SECRET, "rotation", CRITICAL),
    OutOfBand("value replaced by it", _by_the_rotation, VERSION, "version_stages", HIGH),
]

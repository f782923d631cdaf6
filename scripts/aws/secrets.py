"""Reads AWS Secrets Manager."""

import json

from scripts.aws.account import AwsAccount, AwsError, aws_errors


def read_secret(account: AwsAccount, arn: str, key: str) -> str:
    """The value of `key` in a secret that holds a JSON object. Raises AwsError."""
    client = account.client("secretsmanager")
    with aws_errors(f"read secret {arn} (secretsmanager:GetSecretValue)"):
        text = client.get_secret_value(SecretId=arn)["SecretString"]
    try:
        return str(json.loads(text)[key])
    except (ValueError, KeyError, TypeError):
        # The text itself stays out of the message.
        raise AwsError(f"Secret {arn} holds no JSON object with the key {key}.") from None

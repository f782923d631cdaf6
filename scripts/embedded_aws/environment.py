"""The process environment in which an AWS client talks to the embedded AWS and nothing else."""

import os
from collections.abc import Mapping

from scripts.embedded_aws.iam_user import AccessKey

# A developer's own AWS settings that would send a request, or its signature, elsewhere.
_FOREIGN_VARIABLES = (
    "AWS_CA_BUNDLE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_DEFAULT_PROFILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
)


def client_environment(
    base: Mapping[str, str], url: str, region: str, key: AccessKey
) -> dict[str, str]:
    """`base` without its AWS settings, then what Terraform, boto3 and the AWS CLI need."""
    kept = {
        name: value
        for name, value in base.items()
        if name not in _FOREIGN_VARIABLES and not name.startswith("AWS_ENDPOINT_URL")
    }
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": region,
        "AWS_SECRET_ACCESS_KEY": key.secret_access_key,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CHECKPOINT_DISABLE": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }

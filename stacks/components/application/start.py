"""What ECS itself may do to start a task: pull the image, read the secrets, open the log."""

import re

from stacks.foundation import Foundation
from stacks.policies import Statement, allow

ECR_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+)"
)


def start_statements(
    base: Foundation, image: str, log_group_arn: str, secret_arns: list[str]
) -> list[Statement]:
    """Statements of the execution role. The containers themselves never have these rights."""
    secrets_manager = f"secretsmanager.{base.account.region}.amazonaws.com"
    return [
        allow("Secrets", ["secretsmanager:GetSecretValue"], secret_arns),
        allow(
            "SecretsKey",
            ["kms:Decrypt"],
            [base.encryption.secrets_key_arn],
            condition={"StringEquals": {"kms:ViaService": secrets_manager}},
        ),
        allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log_group_arn}:*"]),
        *_pull(image),
    ]


def _pull(image: str) -> list[Statement]:
    """Rights to pull from a private ECR repository; other registries need none."""
    match = ECR_IMAGE.match(image)
    if not match:
        return []
    repository = f"arn:aws:ecr:{match['region']}:{match['account']}:repository/{match['name']}"
    pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    return [
        allow("RegistryLogin", ["ecr:GetAuthorizationToken"], ["*"]),
        allow("Pull", pull, [repository]),
    ]

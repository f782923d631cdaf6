"""What ECS itself may do to start a task: pull the image, read the secrets, open the log."""

from stacks.components.application.task_image import TaskImage
from stacks.foundation import Foundation
from stacks.policies import Statement, allow


def start_statements(
    base: Foundation, image: TaskImage, log_group_arn: str, secret_arns: list[str]
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


def _pull(image: TaskImage) -> list[Statement]:
    """Rights to pull from a private ECR repository; other registries need none."""
    if not image.repository_arn:
        return []
    pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    return [
        allow("RegistryLogin", ["ecr:GetAuthorizationToken"], ["*"]),
        allow("Pull", pull, [image.repository_arn]),
    ]

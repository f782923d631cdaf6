"""What every stack tells Terraform: provider, default tags and where its state lies."""

from cdktf import LocalBackend, S3Backend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags

from stacks.settings import RemoteStateSettings


def configure(
    stack: TerraformStack,
    *,
    region: str,
    tags: dict[str, str],
    account_id: str | None,
    remote_state: RemoteStateSettings | None,
) -> None:
    """Set up the AWS provider and the backend of `stack`."""
    AwsProvider(
        stack,
        "aws",
        region=region,
        allowed_account_ids=[account_id] if account_id else None,
        default_tags=[AwsProviderDefaultTags(tags=tags)],
    )
    if remote_state is None:
        _keep_state_locally(stack)
    else:
        _keep_state_remotely(stack, remote_state)


def _keep_state_locally(stack: TerraformStack) -> None:
    # CDKTF's default is an absolute path, which differs from machine to machine. This one is
    # relative to cdktf.out/stacks/<stack> and leads to the project's folder.
    LocalBackend(stack, path=f"../../../terraform.{stack.node.id}.tfstate")


def _keep_state_remotely(stack: TerraformStack, settings: RemoteStateSettings) -> None:
    # No `encrypt`: it would ask for S3's own key, where the bucket encrypts with the state's key.
    S3Backend(
        stack,
        bucket=settings.bucket,
        key=f"openemr/{stack.node.id}/terraform.tfstate",
        region=settings.region,
        dynamodb_table=settings.dynamodb_table if settings.lock != "lockfile" else None,
    )
    if settings.lock != "dynamodb":
        # Bindings of CDKTF 0.21 do not know the argument, Terraform has had it since 1.10.
        stack.add_override("terraform.backend.s3.use_lockfile", True)

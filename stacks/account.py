"""The AWS account and Region that a stack deploys to, and the ARNs in it."""

from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from constructs import Construct


class Account(Construct):
    """Knows the account's id, which Terraform asks AWS for at plan time.

    permissions_boundary: ARN of the policy that limits every role; None: nothing does.
    """

    def __init__(
        self, scope: Construct, id_: str, *, region: str, permissions_boundary: str | None = None
    ) -> None:
        super().__init__(scope, id_)
        self.region = region
        self.permissions_boundary = permissions_boundary
        self.id = DataAwsCallerIdentity(self, "identity").account_id

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """`arn:aws:<service>:<region>:<account>:<resource>`, by default in this Region."""
        return f"arn:aws:{service}:{region or self.region}:{self.id}:{resource}"

    @property
    def root_arn(self) -> str:
        """The principal that stands for everyone in the account whom IAM allows."""
        return f"arn:aws:iam::{self.id}:root"

    def managed_policy_arn(self, name: str) -> str:
        """A policy that AWS maintains, by its path and name."""
        return f"arn:aws:iam::aws:policy/{name}"

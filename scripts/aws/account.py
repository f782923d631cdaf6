"""boto3 clients for the AWS account of the environment's credentials."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scripts.cli.errors import OperationFailedError

if TYPE_CHECKING:
    import boto3

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


class AwsError(OperationFailedError):
    """A failed AWS call; the message names the call, the reason and the remedy."""


@dataclass(frozen=True)
class Caller:
    """Identity of the credentials: account id of 12 digits, and ARN of the user or role."""

    account: str
    arn: str


class AwsAccount:
    """The account behind the environment's credentials, in one Region.

    Profiles, roles, single sign-on and AWS_ENDPOINT_URL count as they do for the AWS CLI.
    """

    def __init__(self, region: str) -> None:
        self.region = region
        self._session: boto3.Session | None = None

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client. Raises AwsError."""
        # Half a second, which most commands need not spend.
        import boto3  # noqa: PLC0415

        with aws_errors(f"open {service}"):
            self._session = self._session or boto3.Session()
            return self._session.client(service, region_name=region or self.region)

    def is_embedded(self) -> bool:
        """Whether this is the embedded AWS, which keeps records of tasks and runs none."""
        return urlsplit(self.client("ecs").meta.endpoint_url).hostname in _LOOPBACK

    def caller(self) -> Caller:
        """Identity of the credentials. Raises AwsError."""
        sts = self.client("sts")
        with aws_errors("get the caller identity (sts:GetCallerIdentity)"):
            identity = sts.get_caller_identity()
        return Caller(identity["Account"], identity["Arn"])


@contextlib.contextmanager
def aws_errors(asked: str) -> Iterator[None]:
    """Raise what botocore raises as AwsError; `asked` completes the sentence "could not ..."."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    try:
        yield
    except ClientError as refused:
        error = refused.response.get("Error", {})
        code, message = error.get("Code", "Unknown"), error.get("Message", str(refused))
        raise AwsError(f"Could not {asked}: {code}: {message}{_advice(code)}") from refused
    except BotoCoreError as failed:
        raise AwsError(f"Could not {asked}: {failed}{_advice(type(failed).__name__)}") from failed


def _advice(code: str) -> str:
    if code in ("NoCredentialsError", "PartialCredentialsError", "ProfileNotFound"):
        return (
            "\nSign in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions), "
            "then run the command again."
        )
    if code in ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "SSOTokenLoadError"):
        return "\nThe credentials have expired. Sign in again."
    if code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"):
        return "\nThe credentials are valid, but not allowed to do this."
    return ""

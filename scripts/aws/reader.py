"""Read calls to AWS, for what Terraform does not look at."""

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors

# How AWS's services say that there is nothing of that name.
_ABSENT = re.compile(
    r"NotFound|NoSuch|NotExist|not exist|not found|^404 |Unable to describe task definition",
    re.IGNORECASE,
)


class Reading:
    """Reads one account; several threads may ask at the same time."""

    def __init__(self, account: AwsAccount) -> None:
        self._account = account
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def list(
        self, service: str, operation: str, member: str, *, absent: str = "", **parameters: Any
    ) -> list[Any]:
        """All pages of the list `member` in the answers.

        absent: the error code by which the service says that there is nothing, if it does.
        Raises AwsError.
        """
        client = self._client(service)
        with aws_errors(f"read {service}:{operation}"):
            try:
                if client.can_paginate(operation):
                    pages = client.get_paginator(operation).paginate(**parameters)
                    return [each for page in pages for each in page.get(member) or []]
                return list(getattr(client, operation)(**parameters).get(member) or [])
            except client.exceptions.ClientError as refused:
                if refused.response["Error"]["Code"] == absent:
                    return []
                raise

    def get(
        self, service: str, operation: str, member: str, *, absent: str = "", **parameters: Any
    ) -> Any:
        """One member of the answer, None if there is none. Raises AwsError."""
        client = self._client(service)
        with aws_errors(f"read {service}:{operation}"):
            try:
                return getattr(client, operation)(**parameters).get(member)
            except client.exceptions.ClientError as refused:
                if refused.response["Error"]["Code"] == absent:
                    return None
                raise

    def _client(self, service: str) -> Any:
        # boto3 may use a client in several threads, but not make one.
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._account.client(service)
            return self._clients[service]


@dataclass
class Aws:
    """Asks AWS; safe for threads, whose clients boto3 does not make by itself."""

    account: AwsAccount
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """A client, made once."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self.account.client(service)
            return self._clients[service]

    def get(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """The answer; empty if what was asked for is not there. Raises AwsError."""
        with self._absence_is_an_answer(service, operation):
            return dict(getattr(self.client(service), operation)(**parameters))
        return {}

    def list(self, service: str, operation: str, key: str, **parameters: Any) -> list[Any]:
        """The entries below `key` on every page; none if what was asked for is not there."""
        client = self.client(service)
        if not client.can_paginate(operation):
            return list(self.get(service, operation, **parameters).get(key) or ())
        with self._absence_is_an_answer(service, operation):
            pages = client.get_paginator(operation).paginate(**parameters)
            return [entry for page in pages for entry in page.get(key) or ()]
        return []

    @contextlib.contextmanager
    def _absence_is_an_answer(self, service: str, operation: str) -> Iterator[None]:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

        with aws_errors(f"look for resources ({service}:{operation})"):
            try:
                yield
            except ClientError as refused:
                error = refused.response.get("Error", {})
                if not _ABSENT.search(f"{error.get('Code')} {error.get('Message')}"):
                    raise

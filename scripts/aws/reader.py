"""Read calls to AWS beside Terraform's own."""

import contextlib
import re
import threading
from collections.abc import Iterator
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors

# Error codes and texts by which AWS's services report a missing resource.
_ABSENT = re.compile(
    r"NotFound|NoSuch|NotExist|not exist|not found|^404 |Unable to describe task definition",
    re.IGNORECASE,
)


class AwsReader:
    """Reads one account; threads may share it.

    missing_is_empty: an answer "not found" is an empty result for every call. Otherwise only the
    error code that a call gives as `absent` is.
    """

    def __init__(self, account: AwsAccount, *, missing_is_empty: bool = False) -> None:
        self._account = account
        self._missing_is_empty = missing_is_empty
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()

    def client(self, service: str) -> Any:
        """A client, made once. Raises AwsError."""
        # boto3 may use a client in several threads, but not make one.
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._account.client(service)
            return self._clients[service]

    def get(
        self, service: str, operation: str, *, absent: str = "", **parameters: Any
    ) -> dict[str, Any]:
        """The answer; empty if there is none. Raises AwsError."""
        client = self.client(service)
        with self._reading(service, operation, absent):
            return dict(getattr(client, operation)(**parameters))
        return {}

    def list(
        self, service: str, operation: str, member: str, *, absent: str = "", **parameters: Any
    ) -> list[Any]:
        """The list `member` of the answer, all pages. Raises AwsError."""
        client = self.client(service)
        with self._reading(service, operation, absent):
            if client.can_paginate(operation):
                pages = client.get_paginator(operation).paginate(**parameters)
            else:
                pages = [getattr(client, operation)(**parameters)]
            return [entry for page in pages for entry in page.get(member) or ()]
        return []

    @contextlib.contextmanager
    def _reading(self, service: str, operation: str, absent: str) -> Iterator[None]:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

        with aws_errors(f"read {service}:{operation}"):
            try:
                yield
            except ClientError as refused:
                error = refused.response.get("Error", {})
                code, text = error.get("Code"), f"{error.get('Code')} {error.get('Message')}"
                if code != absent and not (self._missing_is_empty and _ABSENT.search(text)):
                    raise

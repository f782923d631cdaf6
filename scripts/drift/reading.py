"""Read calls to AWS, for what Terraform does not look at."""

import threading
from typing import Any

from scripts.aws_account import AwsAccount, AwsError, aws_errors


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


__all__ = ["AwsError", "Reading"]

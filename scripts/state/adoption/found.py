"""A resource in AWS that may be the wanted one, and the questions that find it."""

import contextlib
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.aws_account import AwsAccount, aws_errors

# How AWS's services say that there is nothing of that name.
_ABSENT = re.compile(
    r"NotFound|NoSuch|NotExist|not exist|not found|^404 |Unable to describe task definition",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """`import_id` is what Terraform imports it by.

    attributes: those that tell it from others of its type, by Terraform's names, and those that
    other resources refer to. tags: None where the type has none. busy: AWS is still making it.
    """

    import_id: str
    attributes: Mapping[str, Any]
    tags: Mapping[str, str] | None = None
    busy: bool = False


def found(import_id: str, *, tags: object = None, busy: bool = False, **attributes: Any) -> Found:
    """A Found whose `id` is the import id unless given; `tags` as AWS's services spell them."""
    read = None if tags is None else read_tags(tags)
    return Found(import_id, {"id": import_id, **attributes}, read, busy)


def read_tags(tags: object) -> dict[str, str]:
    """Tags of any service: a mapping, or a list of `Key`, `key` or `TagKey` with its value."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    pairs = tags if isinstance(tags, Iterable) else ()
    return {
        str(each.get("Key") or each.get("key") or each.get("TagKey")): str(
            each.get("Value") or each.get("value") or each.get("TagValue") or ""
        )
        for each in pairs
    }


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

"""Wrong requests, each with the error code that AWS gives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.contract.embedded_aws.account import Account


@dataclass(frozen=True)
class Refused:
    """A request that AWS refuses, as boto3 would make it, and the error code."""

    what: str
    service: str
    operation: str
    request: Callable[[Account], dict[str, Any]]
    code: str

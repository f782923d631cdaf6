"""Detects secrets, which are never printed, whether or not Terraform marks them."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

SENSITIVE = "(sensitive)"
# Names of attributes, keys and environment variables whose values grant access. Names of
# switches, versions and ARNs that only refer to such values do not match.
_SECRET = re.compile(
    r"(^|[_\-. ])(pass|passwd|password|passphrase|secret|secret_string|secret_binary|token"
    r"|private_key|secret_key|access_key|secret_access_key|api_key|credential)s?(_wo)?$",
    re.IGNORECASE,
)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# CloudFormation and ECS resolve these themselves; they name a secret without holding it.
_REFERENCE = re.compile(r"\{\{resolve:[^}]+\}\}|arn:aws[\w-]*:\S+")


@cache
def names_a_secret(name: str) -> bool:
    """True if a value of this name, such as `MYSQL_PASS` or `secretString`, is a secret."""
    return bool(_SECRET.search(_HUMPS.sub("_", name)))


def is_secret(name: str, value: Any) -> bool:
    """True if `value` under `name` is a secret itself, rather than a reference to one."""
    if not names_a_secret(name) or value is None or isinstance(value, bool | int | float):
        return False
    if isinstance(value, list):
        return any(is_secret(name, each) for each in value)
    return not (isinstance(value, str) and _REFERENCE.fullmatch(value))


def any_true(mask: Any) -> bool:
    """True if one of Terraform's masks contains true at any depth."""
    if isinstance(mask, Mapping):
        return any(map(any_true, mask.values()))
    if isinstance(mask, list):
        return any(map(any_true, mask))
    return mask is True

"""Recognition of values that may be secrets, so that they are neither printed nor written."""

import re
from typing import Any

_SECRET_VALUE = re.compile(
    r"""
    (?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])      # AWS access key id
    | (?<![A-Za-z0-9/+=])[A-Za-z0-9/+=]{40,}(?![A-Za-z0-9/+=])  # secret access key, or longer
    | -----BEGIN                                            # PEM
    | ://[^/\s@]*:[^/\s@]*@                                 # user and password in a URL
    | (?i:passw|secret|token|credential|api_?key)\w*\s*[=:]\s*\S   # named in the value
    """,
    re.VERBOSE,
)


def may_be_secret(value: Any) -> bool:
    """True if a string within `value`, a JSON value, has the form of a secret."""
    if isinstance(value, dict):
        return any(may_be_secret(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return any(map(may_be_secret, value))
    return isinstance(value, str) and bool(_SECRET_VALUE.search(value))

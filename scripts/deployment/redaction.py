"""Redaction of secrets in everything that is printed or written."""

from typing import Any

# Shorter values would take ordinary words apart.
_SHORTEST = 8


class Redaction:
    """The secrets of this run: passwords, client secrets, tokens, codes, keys."""

    def __init__(self, *secrets: object) -> None:
        self._secrets: set[str] = set()
        self.add(*secrets)

    def add(self, *values: object) -> None:
        """Add values; anything but a string of sufficient length is ignored."""
        self._secrets.update(v for v in values if isinstance(v, str) and len(v) >= _SHORTEST)

    def clean(self, value: Any) -> Any:
        """`value`, a text or a JSON value, without the secrets; the longest are replaced first."""
        if isinstance(value, str):
            for secret in sorted(self._secrets, key=len, reverse=True):
                value = value.replace(secret, "[hidden]")
        elif isinstance(value, dict):
            return {key: self.clean(each) for key, each in value.items()}
        elif isinstance(value, list | tuple):
            return [self.clean(each) for each in value]
        return value

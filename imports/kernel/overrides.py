"""CDKTF's escape hatch: arguments set by their path, merged over what the bindings gave."""

from typing import Any

from imports.kernel.arguments import plain
from imports.kernel.not_known import NotKnownError


def add_override(overrides: dict[str, Any], path: str, value: Any) -> None:
    """Set `value` at a path like `lifecycle.ignore_changes`, in place of what is in the way."""
    *outer, last = path.split(".")
    for key in outer:
        if not isinstance(overrides.get(key), dict):
            overrides[key] = {}
        overrides = overrides[key]
    overrides[last] = plain(value)


def deep_merge(target: dict[str, Any], source: dict[str, Any]) -> None:
    """Put `source` into `target`: objects entry by entry, lists behind each other."""
    for key, value in source.items():
        held = target.get(key)
        if isinstance(value, dict):
            if key in target and isinstance(held, (list, type(None))):
                raise NotKnownError(f"an override of the list {key} by an object")
            if not isinstance(held, dict):
                held = target[key] = {}
            deep_merge(held, value)
        elif isinstance(value, list) and isinstance(held, list):
            target[key] = [*held, *value]
        else:
            target[key] = value

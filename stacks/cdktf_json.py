"""Reads the `context` of a cdktf.json, which holds the settings. Imports nothing but JSON."""

import json
from pathlib import Path
from typing import Any


class CdktfJsonError(ValueError):
    """The file cannot be read, or is not a JSON object with `context`."""


def read_context(file: Path) -> Any:
    """The value of `context`, not checked further. Raises CdktfJsonError."""
    try:
        text = file.read_text(encoding="utf-8")
        whole = json.loads(text, object_pairs_hook=each_key_once)
    except OSError as error:
        raise CdktfJsonError(f"{file.name}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise CdktfJsonError(f"{file.name}: must be JSON ({error})") from None
    if not isinstance(whole, dict) or "context" not in whole:
        raise CdktfJsonError(f"{file.name}: must be an object with `context`")
    return whole["context"]


def each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON would silently take the last of two equal keys: the wrong deployment, perhaps."""
    keys = [key for key, _ in pairs]
    duplicates = sorted({key for key in keys if keys.count(key) > 1})
    if duplicates:
        raise ValueError(f"duplicate key: {', '.join(duplicates)}")
    return dict(pairs)

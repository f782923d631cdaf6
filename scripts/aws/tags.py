"""Tags in the shapes of AWS's services."""

from collections.abc import Iterable, Mapping


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

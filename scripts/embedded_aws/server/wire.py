"""AWS's query protocol: parameters as nested values, values as XML."""

from typing import Any
from xml.sax.saxutils import escape

Response = tuple[int, dict[str, str], Any]


def nested(params: dict[str, Any]) -> dict[str, Any]:
    """Query parameters as nested dicts; `X.member.N` and `X.N` become lists, in order of N."""
    root: dict[str, Any] = {}
    for name, value in params.items():
        *path, last = name.split(".")
        node: Any = root
        for part in path:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                break
        else:
            node[last] = value[0] if isinstance(value, list) else value
    folded = _fold(root)
    return folded if isinstance(folded, dict) else {}


def _fold(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if set(node) == {"member"}:
        node = node["member"]
    if isinstance(node, dict) and node and all(key.isdigit() for key in node):
        return [_fold(node[key]) for key in sorted(node, key=int)]
    return {key: _fold(value) for key, value in node.items()} if isinstance(node, dict) else node


def xml(value: Any) -> str:
    """A value as AWS query XML; a list becomes `member` elements, None nothing."""
    if isinstance(value, dict):
        parts = value.items()
        return "".join(f"<{key}>{xml(part)}</{key}>" for key, part in parts if part is not None)
    if isinstance(value, (list, tuple)):
        return "".join(f"<member>{xml(part)}</member>" for part in value)
    if isinstance(value, bool):
        return str(value).lower()
    return escape(str(value))


def insert_before(text: str, closing: str, extra: str) -> str:
    """`text` with `extra` before the last occurrence of `closing`."""
    head, found, tail = text.rpartition(closing)
    if not found:
        raise ValueError(f"no {closing} in the response; is this another MiniStack?")
    return head + extra + found + tail

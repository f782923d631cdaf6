"""Compare parameters with a botocore shape: required members, enums, patterns, ranges, lengths."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.model import Shape

from scripts.embedded_aws.server.models.patterns import compiled

_ABSENT = "null"
_NUMBERS = ("integer", "long", "float", "double")


@dataclass(frozen=True)
class Violation:
    """A value that a model does not allow, as AWS's services word it."""

    path: str
    # "null" for an absent member, the value in quotes, or nothing where it is a secret.
    told: str
    constraint: str

    @property
    def is_missing(self) -> bool:
        """Whether a required member is absent."""
        return self.told == _ABSENT

    def __str__(self) -> str:
        value = f"Value {self.told}".rstrip()
        return f"{value} at '{self.path}' failed to satisfy constraint: {self.constraint}"


def violations(value: Any, shape: Shape, path: str = "") -> Iterator[Violation]:
    """What of a value its shape does not allow; None stands for an absent value."""
    if value is None:
        return
    if shape.type_name == "structure":
        yield from _structure(value, shape, path)
    elif shape.type_name == "list":
        yield from _bounds(len(value), value, shape, path, "length")
        for number, item in enumerate(value, start=1):
            yield from violations(item, shape.member, f"{path}.{number}.member")
    elif shape.type_name == "map":
        yield from _bounds(len(value), value, shape, path, "length")
        for key, item in value.items():
            yield from violations(key, shape.key, f"{path}.{key}.key")
            yield from violations(item, shape.value, f"{path}.{key}.member")
    elif shape.type_name == "string":
        yield from _text(value, shape, path)
    elif shape.type_name == "blob":
        yield from _bounds(len(value), value, shape, path, "length")
    elif shape.type_name in _NUMBERS:
        yield from _bounds(value, value, shape, path, "value")


def _structure(value: dict[str, Any], shape: Shape, path: str) -> Iterator[Violation]:
    if shape.is_document_type or shape.metadata.get("eventstream"):
        return
    for name in shape.required_members:
        if value.get(name) is None:
            yield Violation(_join(path, name), _ABSENT, "Member must not be null")
    for name, member in shape.members.items():
        yield from violations(value.get(name), member, _join(path, name))


def _join(path: str, name: str) -> str:
    """AWS's services name members in lower camel case, whatever the protocol writes."""
    return f"{path}.{name[:1].lower()}{name[1:]}".lstrip(".")


def _text(value: str, shape: Shape, path: str) -> Iterator[Violation]:
    yield from _bounds(len(value), value, shape, path, "length")
    told = _told(value, shape)
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        values = ", ".join(allowed)
        yield Violation(path, told, f"Member must satisfy enum value set: [{values}]")
    pattern = shape.metadata.get("pattern")
    expression = compiled(pattern) if pattern else None
    if expression and not expression.fullmatch(value):
        constraint = f"Member must satisfy regular expression pattern: {pattern}"
        yield Violation(path, told, constraint)


def _bounds(measure: float, value: Any, shape: Shape, path: str, what: str) -> Iterator[Violation]:
    told = _told(value, shape)
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and measure < least:
        yield Violation(path, told, f"Member must have {what} greater than or equal to {least}")
    if most is not None and measure > most:
        yield Violation(path, told, f"Member must have {what} less than or equal to {most}")


def _told(value: Any, shape: Shape) -> str:
    return "" if shape.metadata.get("sensitive") or shape.type_name == "blob" else f"'{value}'"

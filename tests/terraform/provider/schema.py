"""The provider's schema as it crosses the wire, reduced to the resource types of our stacks.

The AWS provider describes 1,500 types, and Terraform reads all of them at each command: most of the
processor time of `validate` and `show`, and half of a small `plan`. Which field is what:
GetProviderSchema.Response in Terraform's docs/plugin-protocol/tfplugin5.5.proto.
"""

import re
from collections.abc import Collection, Iterator
from pathlib import Path

# Schemas by type name: resources, data sources, ephemeral resources.
_FIELDS_BY_TYPE = (2, 3, 8)
_LENGTH_DELIMITED = 2
_TYPE = re.compile(r"\baws_[a-z0-9_]+")


def types_named_in(*files: Path) -> set[str]:
    """Every resource type that one of the files names."""
    return {name for file in files for name in _TYPE.findall(file.read_text(encoding="utf-8"))}


def reduced(response: bytes, types: Collection[str]) -> bytes:
    """The response without the schemas of other types."""
    return b"".join(
        response[start:end]
        for start, value, end, number in _fields(response)
        if number not in _FIELDS_BY_TYPE or _key(response, value) in types
    )


def _fields(message: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Where each field begins, where its value does, where it ends, and its number."""
    position = 0
    while position < len(message):
        start = position
        tag, position = _varint(message, position)
        if tag & 7 != _LENGTH_DELIMITED:
            raise ValueError(f"a schema with a field of wire type {tag & 7}")
        length, value = _varint(message, position)
        position = value + length
        yield start, value, position, tag >> 3


def _key(message: bytes, entry: int) -> str:
    """The key of a map's entry, which is its first field."""
    _, position = _varint(message, entry)
    length, begin = _varint(message, position)
    return message[begin : begin + length].decode()


def _varint(message: bytes, position: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = message[position]
        position += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, position
        shift += 7

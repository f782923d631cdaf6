"""Argument inventory of synthesized stacks: one readable line for each argument."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from scripts.commands.scan.closed_values.leaves import bodies, decoded
from tests.configurations import PROJECT
from tests.synthesized import Stack, without_escapes

# What has no construct path: outputs, provider, backend, ephemeral values.
REST = "stack"
# Keys that name an element of a list, so that an insertion does not renumber the others.
LABELS = ("name", "Sid", "id", "rule_name")
# Longest list on one line, such as a metric of a dashboard.
LONGEST_ROW = 300
# Longer text of several lines is shown by its file, a digest and its first line.
LONGEST_TEXT = 600

# Stacks that are no deployments: their file, and the tag by which they are known.
OTHERS = {"copies": "Copies of backups", "remote_state": "Terraform state"}

Lines = list[str]
# Address -> one line for each argument.
Blocks = dict[str, Lines]


def inventory(stack: Stack) -> dict[str, Blocks]:
    """All arguments of a stack by component, which is the second part of the construct path."""
    found: dict[str, Blocks] = {}
    for address, body in bodies(stack.json):
        path = body.get("//", {}).get("metadata", {}).get("path") if isinstance(body, dict) else ""
        component = path.split("/")[1] if path else REST
        found.setdefault(component, {})[address] = list(arguments(body))
    return found


def arguments(value: Any, path: str = "") -> Iterator[str]:
    """One line for each argument; JSON inside of text is unfolded too."""
    value = decoded(value)
    if isinstance(value, dict) and value:
        for key in sorted(value.keys() - {"//"}):
            yield from arguments(value[key], f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and not _is_row(value):
        for name, element in _elements(value):
            yield from arguments(element, f"{path}[{name}]")
    else:
        yield f"{path} = {_text(value)}"


def _is_row(values: list[Any]) -> bool:
    """True for a list of several kinds of values that fits on a line."""
    kinds = {type(value) for value in values}
    return len(kinds) > 1 and len(json.dumps(values)) <= LONGEST_ROW


def _elements(values: list[Any]) -> Iterator[tuple[str | int, Any]]:
    """The elements, each with what tells it apart: nothing, its name, or its index."""
    if all(isinstance(value, str) for value in values) and len(set(values)) == len(values):
        yield from (("", value) for value in values)
        return
    named = _named(values)
    names = [name for name, _ in named]
    for index, (name, value) in enumerate(named):
        again = names[:index].count(name)
        yield f"{name} #{again + 1}" if again else name, value
    if not named:
        yield from enumerate(values)


def _named(values: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    """The elements by name, without the key that names them; nothing if one has no name."""
    if not all(isinstance(value, dict) for value in values):
        return []
    for label in LABELS:
        if all(isinstance(value.get(label), str) for value in values):
            return [
                (value[label], {key: part for key, part in value.items() if key != label})
                for value in values
            ]
    # Widgets of a dashboard.
    properties = [value.get("properties", {}) for value in values]
    titles = [shown.get("title", shown.get("markdown")) for shown in properties]
    return list(zip(titles, values, strict=True)) if all(titles) else []


def _text(value: Any) -> str:
    if isinstance(value, str) and "\n" in value and len(value) > LONGEST_TEXT:
        digest = hashlib.sha256(value.encode()).hexdigest()
        first = next(line for line in value.splitlines() if line.strip())
        return f"{_source(value)}, sha256 {digest}, begins: {first}"
    return json.dumps(value, ensure_ascii=False)


def _source(text: str) -> str:
    """The file in stacks/ that has every line of the text: programs go out without comments."""
    wanted = _stripped(without_escapes(text))
    return next((file for file, lines in _programs().items() if wanted <= lines), "unknown file")


@cache
def _programs() -> dict[str, frozenset[str]]:
    return {
        str(file.relative_to(PROJECT)): _stripped(file.read_text(encoding="utf-8"))
        for file in sorted((PROJECT / "stacks").rglob("*"))
        if file.is_file() and file.suffix not in (".py", ".pyc")
    }


def _stripped(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.splitlines())


@dataclass(frozen=True, eq=False)
class _Line:
    text: str
    # The stack that brought the line, with its own name in it.
    by: int
    stacks: list[int]


class Comparison:
    """The arguments of several stacks, each once, with the stacks that have it.

    A line that names its deployment stands for all that have it with their own name.
    """

    def __init__(self, stacks: list[Stack], blocks: list[Blocks]) -> None:
        number = Counter(stack.configuration for stack in stacks)
        self._labels = [
            str(stack) if number[stack.configuration] > 1 else stack.configuration
            for stack in stacks
        ]
        self._names = [stack.name for stack in stacks]
        self._blocks = blocks

    def lines(self) -> Lines:
        """A block for each address, in alphabetical order."""
        addresses = sorted({address for blocks in self._blocks for address in blocks})
        return [line for address in addresses for line in self._block(address)]

    def _block(self, address: str) -> Lines:
        having = [index for index, blocks in enumerate(self._blocks) if address in blocks]
        head = address + self._where(having, range(len(self._blocks)))
        merged = self._merged(address, having)
        return ["", head, *(f"  {line.text}{self._where(line.stacks, having)}" for line in merged)]

    def _merged(self, address: str, having: list[int]) -> list[_Line]:
        merged: list[_Line] = []
        ends: dict[str, _Line] = {}
        for index in having:
            known = {self._renamed(line, index): line for line in merged}
            before: _Line | None = None
            for text in self._blocks[index][address]:
                line = known.get(text)
                if line is None:
                    line = _Line(text, index, [])
                    # Behind other values of the same argument, else behind its neighbour.
                    path = text.partition(" = ")[0].removesuffix("[]")
                    before = ends.get(path, before)
                    merged.insert(merged.index(before) + 1 if before else 0, line)
                    ends[path] = line
                line.stacks.append(index)
                before = line
        return merged

    def _renamed(self, line: _Line, index: int) -> str:
        return line.text.replace(self._names[line.by], self._names[index])

    def _where(self, having: Collection[int], possible: Collection[int]) -> str:
        missing = [index for index in possible if index not in having]
        if not missing:
            return ""
        word, indexes = ("in", having) if len(having) < len(missing) else ("not in", missing)
        return f"  [{word} {', '.join(self._labels[index] for index in indexes)}]"


def inventories(stacks: list[Stack], reference: str) -> dict[str, Lines]:
    """Component -> its arguments in all named configurations, the `reference`'s first."""
    # Lines are told apart by the deployment's name, so that one which is an ordinary word too, as
    # an environment's, must not be the first to bring a line.
    environments = ("evaluation", "production")
    stacks = sorted(
        stacks, key=lambda stack: (stack.configuration != reference, stack.name in environments)
    )
    deployments = [stack for stack in stacks if stack.is_deployment]
    found = [inventory(stack) for stack in deployments]
    components = sorted({component for parts in found for component in parts})
    return {
        component: Comparison(deployments, [parts.get(component, {}) for parts in found]).lines()
        for component in components
    } | {
        kind: Comparison(others, [_whole(inventory(stack)) for stack in others]).lines()
        for kind, purpose in OTHERS.items()
        if (others := [stack for stack in stacks if stack.tags.get("Purpose") == purpose])
    }


def _whole(parts: dict[str, Blocks]) -> Blocks:
    return {address: lines for blocks in parts.values() for address, lines in blocks.items()}

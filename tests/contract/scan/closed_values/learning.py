"""Learns from samples what every argument may be, and which arguments change together."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scripts.commands.scan.closed_values.rules import ABSENT, NO_RESOURCE, THERE, WHOLE
from scripts.commands.scan.closed_values.slots import Slot, Template, opened, written
from tests.contract.scan.closed_values.samples import Sample
from tests.contract.scan.closed_values.variations import ROWS

Key = tuple[str, str]
Column = tuple[str, ...]
SEVERAL = "*"
# So many different numbers that grow alike are no chance.
LEAST_DIFFERENT = 3
# Of the samples that have the one, so many must have the other, to say that both are the same.
LEAST_SHARED = 0.8
# Switches of whole components; what follows another setting too is named by that.
SWITCHES = {"environment", "monitoring.enabled", "audit_trail.enabled"}


@dataclass
class Argument:
    """One argument in all samples.

    values: its written value by sample. follows: settings that change it by themselves.
    """

    key: Key
    values: dict[int, str] = field(default_factory=dict)
    follows: set[str] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        """True if a setting with countless values decides."""
        return any(ROWS[path].is_open for path in self.follows)

    @property
    def label(self) -> str:
        """The settings behind it."""
        named = sorted(self.follows - SWITCHES) or sorted(self.follows)
        return " + ".join(named[:2]) or "several settings"


def arguments(samples: Sequence[Sample]) -> dict[Key, Argument]:
    """Every argument of every sample, resources themselves too."""
    found: dict[Key, Argument] = {}
    for number, sample in enumerate(samples):
        for index, block in enumerate(sample.blocks):
            for path, value in ((WHOLE, THERE), *block.leaves.items()):
                # Resources alike are as many samples of one.
                place = -1000 * number - index if SEVERAL in block.family else number
                key = (block.family, path)
                found.setdefault(key, Argument(key)).values[place] = written(value)
    for number, sample in enumerate(samples):
        if sample.base is not None:
            for (family, path), each in found.items():
                whole = found[(family, WHOLE)].values
                # A setting that decides whether there is a resource decides nothing within it.
                if path != WHOLE and not (number in whole and sample.base in whole):
                    continue
                if each.values.get(number) != each.values.get(sample.base):
                    each.follows.add(sample.setting)
    return _with_open_lists(found)


def _with_open_lists(found: dict[Key, Argument]) -> dict[Key, Argument]:
    """Elements of lists that settings choose, together by their form."""
    together: dict[Key, Argument] = {}
    for (family, path), each in sorted(found.items()):
        key = (family, path)
        if "[] " in path and each.values.keys() != found[(family, WHOLE)].values.keys():
            outer, _, element = path.partition("[] ")
            form = opened(element).text
            if each.is_open and re.search(r"<<(account|certificate|repository|network)>>", form):
                key = (family, f"{outer}[] {form}")
        one = together.setdefault(key, Argument(key))
        one.values |= each.values
        one.follows |= each.follows
    return together


@dataclass
class _SlotColumn:
    """What stands in one slot in all samples."""

    argument: Argument
    template: str
    position: int
    values: dict[int, str]
    form: str
    group: str = ""
    factor: float = 1


class Learned:
    """The rules that follow from the samples of one kind of stack."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._arguments = arguments(samples)
        self._samples = range(len(samples))
        self._names: dict[str, int] = defaultdict(int)
        self._slots: dict[tuple[Key, str], list[_SlotColumn]] = {}
        self._templates = {
            key: self._open(each) if each.is_open else {} for key, each in self._arguments.items()
        }
        self._group_slots()
        self._choices = self._group_choices()

    def rules(self) -> dict[str, dict[str, Any]]:
        """Family -> path -> rule as JSON."""
        found: dict[str, dict[str, Any]] = {}
        for (family, path), each in sorted(self._arguments.items()):
            found.setdefault(family, {})[path] = self._rule(each)
        return found

    def _rule(self, argument: Argument) -> Any:
        key = argument.key
        shown = self._templates[key]
        rows, choice = self._choices.get(key, ([], ""))
        if not rows:
            values = set(shown.values()) if shown else set(argument.values.values())
            rows = sorted(values) if self._is_needed(argument) else [*sorted(values), ABSENT]
        if shown:
            known = set(shown.values())
            rows = [self._text(key, each) if each in known else each for each in rows]
        if len(rows) == 1:
            return rows[0]
        rule: dict[str, Any] = {"is": rows}
        if choice:
            rule["as"] = choice
        if companions := self._companions(argument):
            rule["with"] = companions
        if not choice and (deciding := self._deciding(argument)):
            rule["if"] = deciding
        return rule

    def _companions(self, argument: Argument) -> list[str]:
        """Another resource beside its own with which alone it is there; nothing if none is."""
        family, path = argument.key
        if path == WHOLE or SEVERAL in family or self._is_needed(argument):
            return []
        own = _bits(self._arguments[(family, WHOLE)])
        wanted = _bits(argument)
        return [other for other, there in self._resources.items() if own & there == wanted][:1]

    def _deciding(self, argument: Argument) -> dict[str, str]:
        """Value -> another resource with which alone it is that; without values of any resource."""
        family, path = argument.key
        is_plain = self._is_needed(argument) and not self._templates[argument.key]
        if path == WHOLE or SEVERAL in family or not is_plain:
            return {}
        own = _bits(argument)
        found: dict[str, str] = {}
        for value in sorted(set(argument.values.values())):
            wanted = _bits(argument, value)
            if wanted.bit_count() < LEAST_DIFFERENT:
                continue  # what is seen so rarely may be chance
            for other, there in self._resources.items():
                if other != family and own & there == wanted:
                    found[value] = other
                    break
        return found

    @cached_property
    def _resources(self) -> dict[str, int]:
        """The samples with each resource that is not in all, as bits."""
        return {
            family: _bits(each)
            for (family, path), each in sorted(self._arguments.items())
            if path == WHOLE and SEVERAL not in family and not self._is_needed(each)
        }

    def _is_told(self, argument: Argument) -> bool:
        """True if which value it has says nothing of the settings."""
        shown = self._templates[argument.key] or argument.values
        return len(set(shown.values())) == 1 and argument.key[1] != WHOLE

    def _is_needed(self, argument: Argument) -> bool:
        family, path = argument.key
        if path == WHOLE:
            return argument.values.keys() >= set(self._samples)
        return argument.values.keys() == self._arguments[(family, WHOLE)].values.keys()

    def _open(self, argument: Argument) -> dict[int, str]:
        """Sample -> the value with slots; nothing if no slot ever changes."""
        by_text: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
        for number, value in argument.values.items():
            one = opened(value)
            by_text[one.text][number] = one.found
        found: dict[int, str] = {}
        is_open = False
        for text, parts in by_text.items():
            columns = [
                dict(zip(parts, column, strict=True))
                for column in zip(*parts.values(), strict=True)
            ]
            template = Template.parse(text)
            literals, slots = [template.literals[0]], list[Slot]()
            kept: list[_SlotColumn] = []
            for slot, column, after in zip(
                template.slots, columns, template.literals[1:], strict=True
            ):
                different = set(column.values())
                if len(different) == 1:
                    literals[-1] += different.pop() + after
                else:
                    kept.append(_SlotColumn(argument, "", len(slots), column, slot.form))
                    slots.append(slot)
                    literals.append(after)
            shown = str(Template(tuple(literals), tuple(slots)))
            self._slots[(argument.key, shown)] = kept
            is_open = is_open or bool(kept)
            found |= dict.fromkeys(parts, shown)
        return found if is_open else {}

    def _text(self, key: Key, shown: str) -> str:
        """A template with bounds and groups of its slots."""
        template = Template.parse(shown)
        slots = tuple(map(_described, self._slots[(key, shown)]))
        return str(Template(template.literals, slots))

    def _group_slots(self) -> None:
        columns = [
            each
            for (key, _), columns in sorted(self._slots.items())
            if self._templates[key] and SEVERAL not in key[0]
            for each in columns
        ]
        groups: list[list[_SlotColumn]] = []
        for each in sorted(columns, key=lambda column: -len(column.values)):
            for group in groups:
                factor = _factor(each, group[0])
                if factor is not None:
                    each.factor = factor
                    group.append(each)
                    break
            else:
                groups.append([each])
        for group in groups:
            if len(group) > 1:
                name = self._name(min((each.argument.label for each in group), key=len))
                for each in group:
                    each.group = name

    def _group_choices(self) -> dict[Key, tuple[list[str], str]]:
        """Arguments that change together: the rows of each and the name of what they follow."""
        groups: dict[tuple[int, ...], list[tuple[Argument, list[str]]]] = defaultdict(list)
        for key, each in sorted(self._arguments.items()):
            if SEVERAL in key[0] or (self._is_needed(each) and self._is_told(each)):
                continue
            rows, column = self._rows(each)
            if len(rows) > 1:
                groups[column].append((each, rows))
        found = {}
        for members in groups.values():
            if len(members) > 1:
                name = self._name(min((each.label for each, _ in members), key=len))
                found.update({each.key: (rows, name) for each, rows in members})
            else:
                each, rows = members[0]
                found[each.key] = (rows, "")
        return found

    def _rows(self, argument: Argument) -> tuple[list[str], tuple[int, ...]]:
        """The different values in the order of the samples, and the number of each sample's."""
        shown = self._templates[argument.key] or argument.values
        absent = NO_RESOURCE if self._is_needed(argument) else ABSENT
        rows: list[str] = []
        column = []
        for number in self._samples:
            value = shown.get(number, absent)
            if value not in rows:
                rows.append(value)
            column.append(rows.index(value))
        return rows, tuple(column)

    def _name(self, label: str) -> str:
        self._names[label] += 1
        number = self._names[label]
        return label if number == 1 else f"{label} #{number}"


def _bits(argument: Argument, value: str | None = None) -> int:
    """The samples that have it, or have it with this value."""
    return sum(1 << number for number, found in argument.values.items() if value in (None, found))


def _described(column: _SlotColumn) -> Slot:
    if column.form != "number":
        return Slot(column.form, group=column.group)
    numbers = [float(each) for each in column.values.values()]
    return Slot("number", min(numbers), max(numbers), column.group, column.factor)


def _factor(column: _SlotColumn, other: _SlotColumn) -> float | None:
    """By what the other's values must be multiplied to give these; None if nothing does it."""
    shared = column.values.keys() & other.values.keys()
    if column.form != other.form or len(shared) < LEAST_SHARED * len(column.values):
        return None
    factor = 1.0
    if column.form == "number":
        if len({column.values[at] for at in shared}) < LEAST_DIFFERENT:
            return None
        first = next((at for at in sorted(shared) if float(column.values[at])), None)
        if first is None or not float(other.values[first]):
            return None
        factor = float(column.values[first]) / float(other.values[first])
    for at in shared:
        each, same = column.values[at], other.values[at]
        if (
            each != same
            if column.form != "number"
            else abs(float(each) - float(same) * factor) > 1e-9 * max(abs(float(each)), 1)
        ):
            return None
    return factor


def by_component(
    rules: dict[str, dict[str, Any]], samples: Iterable[Sample]
) -> dict[str, dict[str, Any]]:
    """The rules in one part for each component."""
    components = {
        block.family: sample.components.get(block.address, "stack")
        for sample in samples
        for block in sample.blocks
    }
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for family, arguments in rules.items():
        found[components[family]][family] = arguments
    return found

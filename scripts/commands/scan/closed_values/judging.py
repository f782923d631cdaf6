"""Compares a configuration with the rules: unknown and missing arguments, values, and choices.

A setting shows at several places. The place that disagrees with most others is the wrong one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.commands.scan.closed_values.leaves import Block, Leaves, read_blocks
from scripts.commands.scan.closed_values.planned import judge_plan
from scripts.commands.scan.closed_values.rules import ABSENT, THERE, WHOLE, Rule, Rules, rules
from scripts.commands.scan.closed_values.slots import Slot, opened, written
from scripts.terraform.documents.configuration import WHOLE as DEPLOYMENT
from scripts.terraform.documents.configuration import Configuration, Violation

LONGEST = 160


@dataclass(frozen=True)
class _Vote:
    """What one argument says about a choice or about the content of a slot."""

    address: str
    path: str
    value: str


@dataclass
class _Judge:
    """The comparison of one configuration."""

    rules: Rules
    choices: dict[str, dict[int, list[_Vote]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    slots: dict[str, dict[Any, list[_Vote]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def violations(self, found: Mapping[str, list[Block]]) -> Iterator[Violation]:
        """All that differs; `found`: the blocks of each family."""
        for family, blocks in found.items():
            if family not in self.rules:
                for block in blocks:
                    yield Violation(block.address, "is nothing that this product makes")
        for family, arguments in self.rules.items():
            blocks = found.get(family, [])
            yield from self._presence(family, arguments[WHOLE], blocks)
            for block in blocks:
                yield from self._block(block, arguments, found.keys())
        yield from _disagreeing(self.choices)
        yield from _disagreeing(self.slots)

    def _presence(self, family: str, rule: Rule, blocks: list[Block]) -> Iterator[Violation]:
        if not blocks and rule.is_needed:
            yield Violation(DEPLOYMENT, f"no {family}")
        row = 0 if rule.rows[0] else 1
        self._vote(_Vote(family, WHOLE, THERE if blocks else ABSENT), rule, row ^ (not blocks))

    def _block(
        self, block: Block, arguments: Mapping[str, Rule], there: Collection[str]
    ) -> Iterator[Violation]:
        leaves = _with_open_elements(block.leaves, arguments)
        for path in leaves.keys() - arguments.keys():
            yield _violation(block, f"{path} is {written(leaves[path])}: nothing is expected there")
        for path, rule in arguments.items():
            if path != WHOLE:
                value = written(leaves[path]) if path in leaves else None
                yield from self._argument(block, path, rule, value)
                yield from _with_companions(block, path, rule, value, there)
                yield from _decided(block, path, rule, value, there)

    def _argument(
        self, block: Block, path: str, rule: Rule, value: str | None
    ) -> Iterator[Violation]:
        vote = _Vote(block.address, path, value or ABSENT)
        if value is None:
            if rule.is_needed:
                yield _violation(block, f"no {path}")
            self._vote(vote, rule, rule.row_without)
            return
        match = rule.match(value)
        if not match:
            expected = " or ".join(map(str, rule.templates))
            yield _violation(block, f"{path} is {value}, not {expected}")
            return
        self._vote(vote, rule, match.row)
        for slot, part in zip(match.template.slots, match.parts, strict=True):
            if slot.group:
                self.slots[slot.group][_common(slot, part)].append(vote)

    def _vote(self, vote: _Vote, rule: Rule, row: int | None) -> None:
        if rule.choice and row is not None:
            self.choices[rule.choice][row].append(vote)


def judge(configuration: Configuration) -> Iterator[Violation]:
    """Whatever in a configuration differs from what settings can give."""
    expected = rules(configuration.kind)
    if configuration.planned:
        yield from judge_plan(configuration, expected)
        return
    found: dict[str, list[Block]] = defaultdict(list)
    for block in read_blocks(configuration.document):
        found[block.family].append(block)
    yield from _Judge(expected).violations(found)


def _with_companions(
    block: Block, path: str, rule: Rule, value: str | None, there: Collection[str]
) -> Iterator[Violation]:
    if rule.companions:
        missing = [each for each in rule.companions if each not in there]
        if value is None and not missing:
            yield _violation(block, f"no {path} beside {' and '.join(rule.companions)}")
        if value is not None and missing:
            yield _violation(block, f"{path} without {' and '.join(missing)}")


def _decided(
    block: Block, path: str, rule: Rule, value: str | None, there: Collection[str]
) -> Iterator[Violation]:
    match = rule.match(value) if value is not None and rule.deciding else None
    for row, other in rule.deciding if match else ():
        if match and (match.row == row) != (other in there):
            beside = "beside" if other in there else "without"
            yield _violation(block, f"{path} is {value} {beside} {other}")


def _with_open_elements(leaves: Leaves, arguments: Mapping[str, Rule]) -> Leaves:
    """Elements of lists by their form, where the rules know only that."""
    found = {}
    for path, value in leaves.items():
        if path not in arguments and "[] " in path:
            outer, _, element = path.partition("[] ")
            by_form = f"{outer}[] {opened(element).text}"
            found[by_form if by_form in arguments else path] = value
        else:
            found[path] = value
    return found


def _common(slot: Slot, part: str) -> Any:
    """What all slots of a group should have in common."""
    if slot.form != "number":
        return part
    return float(f"{float(part) / slot.factor:.9g}")


def _disagreeing(groups: Mapping[str, Mapping[Any, list[_Vote]]]) -> Iterator[Violation]:
    for name, votes in groups.items():
        if len(votes) < 2:
            continue
        most = max(map(len, votes.values()))
        usual = [row for row, each in votes.items() if len(each) == most]
        for row, each in votes.items():
            # Of as many against as many, either may be wrong.
            if row != usual[0] or len(usual) > 1:
                other = votes[next(one for one in (*usual, *votes) if one != row)][0]
                yield from (_against(vote, other, name) for vote in each)


def _against(vote: _Vote, other: _Vote, name: str) -> Violation:
    says = f"{vote.path} is {vote.value}".strip()
    contrary = f"{other.address} {other.path}".strip()
    reason = f"{says}, but {contrary} is {other.value}, and both follow {name}"
    return Violation(vote.address, _short(reason))


def _violation(block: Block, reason: str) -> Violation:
    return Violation(block.address, _short(reason))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."

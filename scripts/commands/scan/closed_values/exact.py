"""Compares a configuration with the one that its settings give: by meaning, argument by argument.

Of a plan only what it tells: resources, and arguments whose value is known and was no reference.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from scripts.commands.scan.closed_values.leaves import Leaves, read_whole_blocks
from scripts.commands.scan.closed_values.slots import written
from scripts.terraform.documents.configuration import WHOLE, Configuration, Resource, Violation

Found = TypeVar("Found")
LONGEST = 240
# What Terraform computes, or writes into the text of a plan in another way.
_COMPUTED = ("${", "%{")
# Terraform's own, which no plan repeats.
_META = ("lifecycle", "depends_on")
_SECTIONS = ("data.", "ephemeral.", "output.", "provider.", "terraform.")


def judge_exactly(configuration: Configuration, expected: Configuration) -> Iterator[Violation]:
    """Whatever differs from what the settings give."""
    wanted = read_whole_blocks(expected.document)
    if not configuration.planned:
        found = read_whole_blocks(configuration.document)
        yield from _compared(found, wanted, _written, expected.name)
        return
    wanted = {name: each for name, each in wanted.items() if not name.startswith(_SECTIONS)}
    managed = {each.address: each for each in configuration.resources if each.mode == "managed"}
    yield from _compared(managed, wanted, _planned, expected.name)


def _compared(
    found: Mapping[str, Found],
    wanted: Mapping[str, Leaves],
    differences: Callable[[Found, Leaves], Iterator[str]],
    name: str,
) -> Iterator[Violation]:
    source = f"the settings of {name}"
    for address in sorted(wanted.keys() - found.keys()):
        yield Violation(WHOLE, f"no {address}, which {source} give")
    for address in sorted(found.keys() - wanted.keys()):
        yield Violation(address, f"is nothing that {source} give")
    for address in sorted(wanted.keys() & found.keys()):
        for each in differences(found[address], wanted[address]):
            yield Violation(address, f"not what {source} give: {each}"[:LONGEST])


def _written(found: Leaves, wanted: Leaves) -> Iterator[str]:
    for path in sorted(found.keys() | wanted.keys()):
        if path not in wanted:
            yield f"{_shown(path, found[path])}, settings nothing"
        elif path not in found:
            yield f"nothing, settings {_shown(path, wanted[path])}"
        elif written(found[path]) != written(wanted[path]):
            yield f"{_shown(path, found[path])}, settings {_value(wanted[path])}"


def _planned(resource: Resource, wanted: Leaves) -> Iterator[str]:
    """Differences in what a plan knows; the provider adds what is left out, and orders blocks."""
    blocks = read_whole_blocks({"resource": {resource.type: {resource.name: resource.attributes}}})
    found = blocks[resource.address]
    compared = {path: value for path, value in wanted.items() if _is_told(path, value)}
    for path, value in sorted(compared.items()):
        if "[] " not in path and not _is_alike(found.get(path), value):
            yield f"{_shown(path, found[path])}, settings {_value(value)}"
    yield from _planned_blocks(found, wanted)
    # Lists of strings as a whole: where one element is a reference, nothing is known of the others.
    lists = _lists(wanted) & _lists(found) - {_list(path) for path in wanted if _is_computed(path)}
    for path in sorted(found.keys() ^ wanted.keys()):
        if _list(path) in lists and not _is_computed(path) and not _is_numbered(path):
            if path in wanted:
                yield f"nothing, settings {_shown(path, wanted[path])}"
            else:
                yield f"{_shown(path, found[path])}, settings nothing"


def _planned_blocks(found: Leaves, wanted: Leaves) -> Iterator[str]:
    """Blocks with a name that only one side has, of lists of such blocks that both have."""
    ours, theirs = _named_blocks(wanted), _named_blocks(found)
    for list_ in sorted(ours.keys() & theirs.keys()):
        for name in sorted(ours[list_] - theirs[list_]):
            yield f"nothing, settings {list_}[{name}]"
        for name in sorted(theirs[list_] - ours[list_]):
            yield f"{list_}[{name}], settings nothing"


def _named_blocks(leaves: Leaves) -> dict[str, set[str]]:
    """Lists of blocks of the resource itself -> their names, where all have one that is known."""
    found: dict[str, set[str]] = {}
    for path in leaves:
        list_, is_block, rest = path.partition("[")
        name = rest.partition("]")[0]
        if is_block and name and "." not in list_:
            found.setdefault(list_, set()).add(name)
    return {
        list_: names
        for list_, names in found.items()
        if not any(name.isdigit() or _is_computed(name) for name in names)
    }


def _is_told(path: str, value: Any) -> bool:
    """Whether a plan has the argument as the configuration writes it."""
    computed = _is_computed(path) or _is_computed(value)
    return not (computed or path.startswith(_META) or _is_numbered(path))


def _lists(leaves: Leaves) -> set[str]:
    return {_list(path) for path in leaves} - {""}


def _list(path: str) -> str:
    """The list of strings that a path is an element of; empty for other arguments."""
    outer, is_element, _ = path.partition("[] ")
    return outer if is_element else ""


def _is_computed(value: Any) -> bool:
    return isinstance(value, str) and any(each in value for each in _COMPUTED)


def _is_numbered(path: str) -> bool:
    """True for an element of a list without names, which a plan may have in another place."""
    return any(part.partition("]")[0].isdigit() for part in path.split("[")[1:])


def _is_alike(found: Any, wanted: Any) -> bool:
    """Whether two literals are one value to the provider, which has types of its own.

    So is what is known after apply only, or not at all.
    """
    if found is None or _is_computed(found):
        return True
    texts = [written(each).removeprefix("= ") for each in (found, wanted)]
    try:
        return texts[0] == texts[1] or float(texts[0]) == float(texts[1])
    except ValueError:
        return False


def _shown(path: str, value: Any) -> str:
    outer, is_element, element = path.partition("[] ")
    return f"{outer} has {element}" if is_element else f"{path} is {_value(value)}"


def _value(value: Any) -> str:
    return written(value).removeprefix("= ")

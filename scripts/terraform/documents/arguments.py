"""The arguments given to a resource, as paths such as `rule.lifecycle.delete_after`."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from scripts.terraform.documents.configuration import Resource

# Keys by which a plan's configuration marks a value rather than a nested block.
_VALUE = {"constant_value", "references"}


def unlisted(resource: Resource, listed: Collection[str]) -> list[str]:
    """Paths of arguments that are not `listed`.

    Inside of a listed one nothing is looked at, unless the list says what may be there. Of a
    plan, whose values hold every argument there is, those that its configuration gives.
    """
    given = _given(_tree(resource), "", _outer(listed), planned=resource.given is not None)
    return sorted({path for path, _ in given if path not in listed})


def missing(resource: Resource, needed: Collection[str]) -> list[str]:
    """Paths of `needed` arguments that are left out of a block that is there, or empty lists.

    No plan holds `lifecycle`, which Terraform keeps to itself.
    """
    planned = resource.given is not None
    blocks: list[tuple[str, Mapping[str, Any]]] = [("", _tree(resource))]
    blocks += [
        (f"{path}.", block)
        for path, value in _given(_tree(resource), "", _outer(needed), planned=planned)
        for block in _blocks(value, planned=planned)
    ]
    return sorted(
        {
            path
            for path in needed
            for prefix, block in blocks
            if path.rpartition(".")[0] == prefix.rstrip(".")
            if block.get(path.rpartition(".")[2]) in (None, [])
            if not (planned and path == "lifecycle")
        }
    )


def values_at(resource: Resource, path: str) -> Iterator[Any]:
    """Every value at a path, through all nested blocks; the elements of lists one by one."""
    yield from _values(resource.attributes, path.split("."))


def _tree(resource: Resource) -> Mapping[str, Any]:
    return resource.attributes if resource.given is None else resource.given


def _outer(paths: Collection[str]) -> set[str]:
    """The blocks into which `paths` lead."""
    return {path[:dot] for path in paths for dot, sign in enumerate(path) if sign == "."}


def _given(
    tree: Mapping[str, Any], prefix: str, outer: set[str], *, planned: bool
) -> Iterator[tuple[str, Any]]:
    """Path and value of every argument and, inside of `outer` blocks, of theirs."""
    for name, value in tree.items():
        if value is None:
            continue
        path = f"{prefix}{name}"
        yield path, value
        if path in outer:
            for block in _blocks(value, planned=planned):
                yield from _given(block, f"{path}.", outer, planned=planned)


def _blocks(value: Any, *, planned: bool) -> list[Mapping[str, Any]]:
    return [
        each
        for each in (value if isinstance(value, list) else [value])
        if isinstance(each, Mapping) and not (planned and (not each or _VALUE & set(each)))
    ]


def _values(tree: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(tree, list):
        for each in tree:
            yield from _values(each, path)
    elif not path:
        # Plans write empty text for an argument that is not given.
        if tree not in (None, ""):
            yield tree
    elif isinstance(tree, Mapping):
        yield from _values(tree.get(path[0]), path[1:])

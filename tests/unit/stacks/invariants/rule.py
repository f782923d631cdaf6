"""A rule over whole stacks: what breaks it, what is excused, and how a test asks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from tests.synthesized import Stack


@dataclass(frozen=True)
class Violation:
    """One resource that breaks a rule, by its address, and how."""

    address: str
    what: str


Rule = Callable[[Stack], Iterable[Violation]]
# Address, or a pattern of addresses, -> why the rule does not hold there.
Exceptions = Mapping[str, str]


def check(rule: Rule, stacks: list[Stack], exceptions: Exceptions | None = None) -> None:
    """Fail with every violation in every stack, and with every exception that excuses nothing."""
    assert stacks, "no stack to look at"
    exceptions = exceptions or {}
    used: set[str] = set()
    found = []
    for stack in stacks:
        for violation in rule(stack):
            excuses = [known for known in exceptions if fnmatch(violation.address, known)]
            used.update(excuses)
            if not excuses:
                found.append(f"{stack}: {violation.address}: {violation.what}")
    unused = [f"exception for {known} excuses nothing" for known in exceptions.keys() - used]
    assert not found + unused, "\n" + "\n".join(found + unused)


def breaks(rule: Rule, stack: Stack, address: str, **arguments: Any) -> None:
    """Prove that `rule` notices: set arguments of a resource, or take them out by None."""
    type_, _, name = address.partition(".")

    def spoil(json: dict[str, Any]) -> None:
        attributes = json["resource"][type_][name]
        for argument, value in arguments.items():
            attributes[argument] = value
            if value is None:
                del attributes[argument]

    before = set(rule(stack))
    after = set(rule(stack.changed(spoil)))
    assert {violation.address for violation in after - before} == {address}, after - before


def breaks_without(rule: Rule, stack: Stack, address: str) -> None:
    """Prove that `rule` notices a missing resource."""
    type_, _, name = address.partition(".")
    before = set(rule(stack))
    spoiled = stack.changed(lambda json: json["resource"][type_].pop(name))
    assert set(rule(spoiled)) - before, f"nothing was noticed without {address}"

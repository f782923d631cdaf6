"""States of running resources: which words are drift, and how each state is read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.refresh import Resource, Resources

# What AWS says where it says nothing, which is as unknown as a new word.
_NOTHING = "nothing"
_UNKNOWN = "AWS reports a state that is not known to be sound."
OUTLOOK = "Stays until somebody acts: Terraform does not manage it."


@dataclass(frozen=True)
class States:
    """Words for the state of one kind of resource.

    sound: the usual word first, then those that AWS passes through by itself or during a change.
    drift: other words with severity and reason. Every further word is drift of the severity
    `unknown`. Case does not matter: EC2 and ElastiCache answer in another one than their models
    have (2026-11).
    """

    attribute: str
    sound: tuple[str, ...]
    drift: Mapping[str, tuple[Severity, str]]
    unknown: Severity

    def judge(self, address: str, word: object) -> Iterator[Finding]:
        """The finding for a resource in this state, if it is one."""
        name = str(word or _NOTHING)
        if name.lower() in (each.lower() for each in self.sound):
            return
        known = {each.lower(): judged for each, judged in self.drift.items()}
        severity, reason = known.get(name.lower(), (self.unknown, _UNKNOWN))
        yield changed(address, self.attribute, self.sound[0], name, severity, reason)


def changed(
    address: str,
    attribute: str,
    before: str,
    after: str,
    severity: Severity,
    *reasons: str,
    outlook: str = OUTLOOK,
) -> Finding:
    """A fact that is not as it should be, and that no attribute of Terraform shows."""
    return Finding(
        address, Event.CHANGED, attribute, before, after, severity, reasons, outlook=outlook
    )


def of_words(severity: Severity, reason: str, *words: str) -> dict[str, tuple[Severity, str]]:
    """The same severity and reason for each of several words."""
    return dict.fromkeys(words, (severity, reason))


Ask = Callable[[Resource], Mapping[str, Any]]


@dataclass(frozen=True)
class StateOf:
    """How the state of each resource of a Terraform type is read.

    call: service, operation, and list in its answer. ask: its parameters for a resource. path: to
    the state in an entry. only_with: an attribute without which a resource has no such state.
    """

    type: str
    call: str
    ask: Ask
    path: tuple[str, ...]
    states: States
    only_with: str = "id"

    def read(self, resources: Resources, aws: AwsReader) -> Iterator[Finding]:
        """A finding for each resource whose state is drift."""
        service, operation, member = self.call.split()
        for resource in resources.of(self.type):
            if not resource.values.get(self.only_with):
                continue
            answers = aws.list(service, operation, member, **self.ask(resource))
            for answer in answers or [{}]:
                state: Any = answer
                for step in self.path:
                    state = (state or {}).get(step)
                yield from self.states.judge(resource.address, state)


def by_id(parameter: str, *, listed: bool = False) -> Ask:
    """The resource's id as the one parameter of a call."""
    return by_value("id", parameter, listed=listed)


def by_value(attribute: str, parameter: str, *, listed: bool = False) -> Ask:
    """An attribute of the resource as the one parameter of a call."""

    def ask(resource: Resource) -> dict[str, Any]:
        value = resource.values[attribute]
        return {parameter: [value] if listed else value}

    return ask

"""The files of the scan's closed values, as they should be now."""

import json
from collections.abc import Iterator

from scripts.commands.scan.closed_values.rules import FILES
from scripts.terraform.documents.configuration import COPIES, REMOTE_STATE
from tests.contract.scan.closed_values import samples
from tests.contract.scan.closed_values.learning import Learned, by_component


def files() -> dict[str, str]:
    """Name of each file -> its content."""
    found = list(_deployments())
    parts = by_component(Learned(found).rules(), found)
    parts[FILES[REMOTE_STATE]] = Learned(list(_states())).rules()
    parts[FILES[COPIES]] = Learned(list(_copies())).rules()
    return {
        f"{name}.json": json.dumps(part, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        for name, part in parts.items()
    }


def _deployments() -> Iterator[samples.Sample]:
    bases: dict[str, int] = {}
    number = -1
    for number, (base, setting, stack) in enumerate(samples.one_at_a_time()):
        if setting:
            yield samples.sample(stack, bases[base], setting)
        else:
            bases[base] = number
            yield samples.sample(stack)
    backends = (stack for _, name, stack in samples.states() if name != samples.STATE_STACK)
    for stacks in (samples.extremes(), samples.several_at_once(), samples.named(), backends):
        yield from map(samples.sample, stacks)


def _states() -> Iterator[samples.Sample]:
    for setting, name, stack in samples.states():
        if name == samples.STATE_STACK:
            yield samples.sample(stack, 0 if setting else None, setting)


def _copies() -> Iterator[samples.Sample]:
    base = 0
    for number, (setting, stack) in enumerate(samples.copies()):
        if not setting:
            base = number
        yield samples.sample(stack, base if setting else None, setting)

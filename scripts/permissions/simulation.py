"""Requests to IAM's policy simulator that stand for grants.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html (2026-11-30)
"""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from scripts.permissions.policies import merged
from scripts.resources.facets.actions import ANY, Condition, Grant

# What stands for the part of an ARN or value that a pattern leaves open.
_ANYTHING = "simulated"


def simulations(grants: Sequence[Grant], region: str) -> Iterator[dict[str, Any]]:
    """Parameters of SimulatePrincipalPolicy, one for each set of actions on the same resources.

    The simulator takes every action to act on every resource, and knows no condition key that it
    is not told.
    """
    for each in merged(grants):
        asked: dict[str, Any] = {"ActionNames": list(each.actions)}
        if each.resources != (ANY,):
            asked["ResourceArns"] = [_concrete(arn) for arn in each.resources]
        # One request for each value of a condition: a caller may have the right to some.
        accepted = [value.split() for _, _, value in each.when]
        for values in itertools.product(*accepted):
            keys = [(operator, key) for operator, key, _ in each.when]
            when = tuple((*key, value) for key, value in zip(keys, values, strict=True))
            yield asked | {"ContextEntries": list(_context(when, region))}


def _concrete(pattern: str) -> str:
    return pattern.replace(ANY, _ANYTHING)


def _context(when: Condition, region: str) -> Iterator[dict[str, Any]]:
    given = {"aws:RequestedRegion": region}
    for operator, key, values in when:
        if operator != "Null":
            given[key] = _concrete(values)
        elif values == "false":
            given[key] = _ANYTHING
    for key, value in given.items():
        kind = "boolean" if value in ("true", "false") and key.startswith("aws:Via") else "string"
        yield {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": kind}

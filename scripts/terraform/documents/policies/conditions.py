"""Conditions of policy statements, compared by strictness.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.terraform.documents.policies.patterns import Some, includes

# Operator and key in lower case -> the values, of which one must match.
Conditions = Mapping[tuple[str, str], frozenset[str]]
_IF_EXISTS = "ifexists"
_LIKE = ("stringlike", "arnlike", "arnequals")
_EXACT_OF = {"stringlike": "stringequals", "arnlike": "arnequals"}
_NUMBERS = ("numeric", "date")
# Keys that bind a statement for everyone to this account, its networks or its resources.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
CONFINING = {
    *("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"),
    *("aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths"),
    *("aws:sourcevpc", "aws:sourcevpce", "aws:userid", "aws:sourceip", "kms:calleraccount"),
    *("s3:dataaccesspointaccount", "s3:dataaccesspointarn", "sts:externalid"),
    *("elasticfilesystem:accesspointarn", "elasticfilesystem:accessedviamounttarget"),
}


def read_conditions(raw: Any) -> dict[tuple[str, str], frozenset[str]]:
    """The conditions of a statement as IAM reads them; upper and lower case are one."""
    if not isinstance(raw, Mapping):
        return {}
    return {
        (str(operator).lower(), str(key).lower()): frozenset(_values(values))
        for operator, keys in raw.items()
        if isinstance(keys, Mapping)
        for key, values in keys.items()
    }


def at_least_as_strict(narrow: Conditions, wide: Conditions) -> bool:
    """True if whatever fulfils `narrow` fulfils `wide`. In doubt, it does not."""
    return all(_is_met(operator, key, values, narrow) for (operator, key), values in wide.items())


def confines(conditions: Conditions) -> bool:
    """True if a condition restricts a statement for everyone to this account or its parts."""
    return any(
        key in CONFINING
        and "not" not in operator
        and not operator.endswith(_IF_EXISTS)
        and not values & {"*", "0.0.0.0/0", "::/0"}
        for (operator, key), values in conditions.items()
    )


def _is_met(operator: str, key: str, values: frozenset[str], by: Conditions) -> bool:
    return any(
        _implies(candidate, by[candidate, key], operator, values)
        for candidate in _as_strict(operator)
        if (candidate, key) in by
    )


def _as_strict(operator: str) -> Iterator[str]:
    """The operator, and others of which each demands at least as much."""
    strict = [operator]
    plain = operator.removesuffix(_IF_EXISTS)
    strict += [_EXACT_OF[plain]] if plain in _EXACT_OF else []
    for each in strict:
        yield each
        if operator.endswith(_IF_EXISTS) and not plain.startswith("null"):
            yield each.removesuffix(_IF_EXISTS)


def _implies(narrow_is: str, narrow: frozenset[str], wide_is: str, wide: frozenset[str]) -> bool:
    plain = wide_is.removesuffix(_IF_EXISTS).rpartition(":")[2]
    if narrow == wide:
        return True
    if plain.startswith(_NUMBERS):
        return _of_numbers(plain, narrow, wide)
    if "not" in plain:
        # All of the values are turned away, so that more of them is stricter.
        return wide <= narrow
    if plain == "ipaddress":
        return all(any(_in_network(each, one) for one in wide) for each in narrow)
    if plain in _LIKE:
        return all(any(includes(Some(one), Some(each)) for one in wide) for each in narrow)
    return narrow_is.partition(":")[0] == wide_is.partition(":")[0] and narrow <= wide


def _of_numbers(operator: str, narrow: frozenset[str], wide: frozenset[str]) -> bool:
    try:
        new, old = float(*narrow), float(*wide)
    except (TypeError, ValueError):
        return False
    if "lessthan" in operator:
        return new <= old
    return new >= old if "greaterthan" in operator else False


def _in_network(narrow: str, wide: str) -> bool:
    try:
        inner = ipaddress.ip_network(narrow, strict=False)
        outer = ipaddress.ip_network(wide, strict=False)
    except ValueError:
        return narrow == wide
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def _values(values: Any) -> list[str]:
    listed = values if isinstance(values, list) else [values]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in listed]

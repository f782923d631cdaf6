"""What a firewall rule matches, in parts that can be compared."""

from collections.abc import Mapping
from typing import Any

from scripts.review.rules.attribute import blocks

MANAGED, RATE = "managed_rule_group_statement", "rate_based_statement"
GROUPS = (MANAGED, "rule_group_reference_statement")
# What AWS changes by itself, or what only says how a group is asked for.
_OWN_PARTS = ("rule_action_override", "excluded_rule", "version")
_RATE_PARTS = ("limit", "evaluation_window_sec")
_DEFAULT_WINDOW_SECONDS = 300


def without_empty(value: Any) -> Any:
    """The value without what is not set; the provider lists every kind of statement there is."""
    if isinstance(value, Mapping):
        kept = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [])}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value


def managed_exceptions(statement: Any) -> set[str]:
    """The rules of a rule group that are told not to block."""
    found = set()
    for group in _of_kind(statement, GROUPS):
        found |= {str(each.get("name")) for each in blocks(group, "excluded_rule")}
        for override in blocks(group, "rule_action_override"):
            action = next(iter(blocks(override, "action_to_use")), {})
            if not action.get("block"):
                found.add(str(override.get("name")))
    return found


def rate(statement: Any) -> float:
    """Requests a minute that a rate limit lets pass; 0 for other statements."""
    for each in _of_kind(statement, (RATE,)):
        window = float(each.get("evaluation_window_sec") or _DEFAULT_WINDOW_SECONDS)
        return float(each.get("limit") or 0) * 60 / window
    return 0


def rest(statement: Any) -> Any:
    """What is left to compare: all that the questions above do not ask for."""
    found = without_empty(statement)
    for outer in found if isinstance(found, list) else []:
        for kind, parts in (*((group, _OWN_PARTS) for group in GROUPS), (RATE, _RATE_PARTS)):
            for inner in blocks(outer, kind):
                for part in parts:
                    inner.pop(part, None)  # type: ignore[attr-defined]
    return found


def _of_kind(statement: Any, kinds: tuple[str, ...]) -> list[Mapping[str, Any]]:
    outer = statement if isinstance(statement, list) else []
    return [each for one in outer for kind in kinds for each in blocks(one, kind)]

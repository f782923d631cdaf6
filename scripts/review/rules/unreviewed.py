"""Changes that no entry of the catalogue knows: they need a word, whatever they are.

A change in place, or by replacement, is known attribute by attribute: the entry's arguments name it
as free, accept its direction or leave it to a function of this package; or a rule about this one
attribute knows one direction as bad and the other as good; or it still refers to the same
resources. What an import could not read is set in the state only (rules/imports.py), so that it is
no change either. Creations are in rules/arrivals.py.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from scripts.resources import known
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.predicates import UNKNOWN, is_one_way, is_plain
from scripts.review.context import Context
from scripts.review.rules.all_types import RULES as EVERYWHERE
from scripts.review.rules.imports import is_unread
from scripts.review.verdict import UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.differences import Difference
from scripts.terraform.documents.plan_document import type_of

# Terraform's own markers and tags: of every resource, and what AWS does does not depend on them.
# The keys by which this project tells its deployments apart are not free (stacks/settings/account).
TAGS = ("tags", "tags_all")
IDENTITY_TAGS = ("Application", "Deployment", "ManagedBy", "Purpose")
# For readers only, whatever the type.
COSMETIC = ("alarm_description", "comment", "description")
_NOTHING = Arguments()
_LABELS = re.compile(r'\["(?:[^"\\]|\\.)*"\]|\[\d+\]')


def changes(change: Change, context: Context, verdicts: Collection[Verdict]) -> Iterator[Verdict]:
    """A verdict for each attribute whose change is not known to be harmless.

    verdicts: those of the rules; what already needs a word there is not told twice.
    """
    if change.action not in ("update", "replace"):
        return
    entry = known(change.type)
    told = {_plain(each.attribute) for each in verdicts if each.kind.needs_allow}
    if "" in told:
        return
    for place, difference in _leaves(change.differences):
        path = _plain(place)
        if _touches(path, told) or _is_reviewed(path, difference, change, entry, context):
            continue
        reason = (
            f"No rule knows this change as harmless: {difference.before_text} -> "
            f"{difference.after_text}."
        )
        yield Verdict(UNREVIEWED, place, reason)


def _leaves(
    differences: Collection[Difference], outer: str = ""
) -> Iterator[tuple[str, Difference]]:
    """Every difference with its path; of a new object, those of its values."""
    for each in differences:
        place = f"{outer}.{each.path}" if outer else each.path
        if each.is_whole and each.after:
            yield from _leaves(each.parts, place)
        else:
            yield place, each


def _plain(place: str) -> str:
    """`rule.lifecycle.delete_after` of `rule["daily"].lifecycle[0].delete_after`."""
    return _LABELS.sub("", place)


def _touches(path: str, others: Collection[str]) -> bool:
    return any(
        path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")
        for other in others
    )


def _covered(path: str, listed: Collection[str]) -> bool:
    """True if the list has the path, or a block around it."""
    return any(path == each or path.startswith(f"{each}.") for each in listed)


def _is_reviewed(
    path: str, difference: Difference, change: Change, entry: KnownType, context: Context
) -> bool:
    top = path.partition(".")[0]
    if top in TAGS:
        return _keeps_identity(path, difference)
    arguments = entry.arguments if isinstance(entry, ResourceType) else _NOTHING
    after = UNKNOWN if difference.unknown else difference.after
    if not context.is_configured(change, path) and _is_of_aws(difference, change):
        return True
    # Nothing compares a value that is not known yet.
    judged = [] if difference.unknown else [*arguments.judged.split(), *_policy_of(entry)]
    return (
        top in COSMETIC
        or _covered(path, [*arguments.free.split(), *judged])
        or (path in arguments.accepts and arguments.accepts[path](difference.before, after))
        or _is_of_a_rule(path, difference, entry)
        or _refers_as_before(path, difference, change, context, arguments)
        or is_unread(change, path)
        or context.restores(change, top)
    )


def _keeps_identity(path: str, difference: Difference) -> bool:
    """True for a change of tags, one or all of them, by which nothing leaves its deployment."""
    tag = path.partition(".")[2]
    if tag or difference.unknown:
        return bool(tag) and tag not in IDENTITY_TAGS
    return not {*IDENTITY_TAGS} & {*(difference.before or ()), *(difference.after or ())}


def _is_of_aws(difference: Difference, change: Change) -> bool:
    """True if AWS or the provider decides it, where the configuration leaves it out.

    The provider plans nothing for a default of a resource that it makes anew.
    """
    anew = change.action == "replace" and not difference.before and difference.after is None
    return difference.unknown or anew


def _policy_of(entry: KnownType) -> list[str]:
    """The attribute with a policy that is compared both ways."""
    policy = entry.policy if isinstance(entry, ResourceType) else None
    return [policy.attribute] if policy and policy.reviewed else []


def _is_of_a_rule(path: str, difference: Difference, entry: KnownType) -> bool:
    """A rule about a number or switch that knows one of its directions as bad: this is the other.

    A bad one that only interrupts needs no word either. The rule itself judges the first of
    several blocks only.
    """
    before, after = difference.before, difference.after
    return not difference.unknown and any(
        rule.path == path
        and is_one_way(rule.trend)
        and is_plain(after)
        and not (rule.needs_allow and rule.trend(before, after))
        for rule in (*EVERYWHERE, *entry.rules)
    )


def _refers_as_before(
    path: str, difference: Difference, change: Change, context: Context, arguments: Arguments
) -> bool:
    """It names what it named, such as a resource that the plan replaces, and at most new ones.

    New ones count where the entry says that the list grows, and are judged by themselves.
    """
    types = arguments.refers.get(path, "").split()
    before = _names(difference.before)
    if difference.unknown:
        named = context.named_by(change, path)
        named = tuple(each for each in named if not types or type_of(each) in types)
        known_names = context.texts_of(named)
        grows = any(each not in context.existing for each in named)
        if not any(map(context.changes_name, named)):
            return False
    elif not types:
        return False
    else:
        after = _names(difference.after)
        known_names = after & context.names_of(types)
        if known_names != after:
            return False
        grows = bool(after - before)
    may_grow = path in arguments.grows.split()
    is_known = path in arguments.all and bool(before or may_grow) and before <= known_names
    return is_known and (may_grow or not grows)


def _names(value: Any) -> set[str]:
    """What an argument names: a text, a list of them, or the values of a map."""
    parts = list(value.values()) if isinstance(value, Mapping) else value
    return {str(each) for each in (parts if isinstance(parts, list) else [parts]) if each}

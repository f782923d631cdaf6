"""New and imported resources beside existing ones that the stacks do not make as they are.

The catalogue says of each argument whether the stacks give it at all, which values it may have,
and which types of resources it must name: by these a creation that nobody reviewed is told.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.resources import known
from scripts.resources.entry import ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.review.context import Context
from scripts.review.verdict import UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.masking import any_true
from scripts.terraform.documents.plan_document import type_of

_NOTHING: tuple[Any, ...] = (None, "", [], {}, False)


def creations(change: Change, context: Context) -> Iterator[Verdict]:
    """A verdict on a new resource, or on each of its arguments that the stacks give otherwise."""
    if change.action != "create" or not context.has_resources:
        return
    if stranger := _of_nobody(change, context):
        yield stranger
        return
    entry = known(change.type)
    arguments = entry.arguments if isinstance(entry, ResourceType) else Arguments()
    for path in _never_given(change, context, arguments):
        reason = f"The stacks never give this argument, which is set to {_shown(change, path)}."
        yield Verdict(UNREVIEWED, path, reason)
    for path, accepted in arguments.accepted.items():
        values = [each for each in _values(change.after, path.split(".")) if each not in accepted]
        if any(value not in _NOTHING for value in values):
            reason = f"The stacks never give it the value {values[0]!r}."
            yield Verdict(UNREVIEWED, path, reason)
    for path, types in arguments.refers.items():
        if named := _names_a_stranger(change, context, path, types.split()):
            reason = f"It names {named}, which is no {' or '.join(types.split())} of this plan."
            yield Verdict(UNREVIEWED, path, reason)


def imports_and_moves(change: Change, context: Context) -> Iterator[Verdict]:
    """A verdict on what comes to an address that no component of the stacks has."""
    if change.action != "create" and (change.import_id or change.previous_address):
        stranger = _of_nobody(change, context)
        if stranger:
            yield stranger


def secret_values(change: Change, context: Context) -> Iterator[Verdict]:
    """A new value of a secret that exists, such as another password than the one in use."""
    if change.type != "aws_secretsmanager_secret_version" or change.action != "create":
        return
    if context.has_resources and not context.is_new(change, "secret_id"):
        reason = "It replaces the value that the secret has, and whatever uses that cannot sign in."
        yield Verdict(UNREVIEWED, "secret_id", reason)


def _of_nobody(change: Change, context: Context) -> Verdict | None:
    reason = ""
    if not isinstance(known(change.type), ResourceType):
        reason = "No stack makes this type, so nobody reviewed what it does to what exists."
    elif not context.components.makes(change.address):
        reason = "No component of the stacks makes it, so it is not known what it is for."
    return Verdict(UNREVIEWED, "", reason) if reason else None


def _never_given(change: Change, context: Context, arguments: Arguments) -> Iterator[str]:
    """Paths that the configuration sets and the entry does not list, the outermost of each."""
    parents = {
        each.rpartition(".")[0]
        for listed in arguments.all
        for each in _with_outer(listed)
        if "." in each
    }
    listed = {outer for each in arguments.all for outer in _with_outer(each)}
    told: set[str] = set()
    for path in context.paths_of(change):
        # What the entry says nothing more about is open, such as the statement of a rule.
        deepest = next((each for each in _with_outer(path) if each in listed), "")
        is_open = bool(deepest) and deepest not in parents
        if path in listed or is_open or any(path.startswith(f"{each}.") for each in told):
            continue
        steps = path.split(".")
        unknown = any(map(any_true, _values(change.after_unknown, steps)))
        if unknown or any(value not in _NOTHING for value in _values(change.after, steps)):
            told.add(path)
            yield path


def _with_outer(path: str) -> list[str]:
    """A path and all that are around it, from the inside."""
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _shown(change: Change, path: str) -> str:
    values = [each for each in _values(change.after, path.split(".")) if each not in _NOTHING]
    return repr(values[0]) if values else "a value known after apply"


def _names_a_stranger(change: Change, context: Context, path: str, types: list[str]) -> str:
    """What the argument names beside resources of these types, in words; empty for nothing."""
    named = [each for each in context.named_by(change, path) if type_of(each) in types]
    known_names = context.names_of(types)
    for value in _values(change.after, path.split(".")):
        for each in value if isinstance(value, list) else [value]:
            # A log group's streams are named by its ARN and `:*`.
            if isinstance(each, str) and each and each.removesuffix(":*") not in known_names:
                return each
    configured = set(context.paths_of(change))
    if configured and path not in configured:
        return ""  # AWS chooses it.
    unknown = any(map(any_true, _values(change.after_unknown, path.split("."))))
    return "something known after apply" if unknown and not named else ""


def _values(values: Any, steps: list[str]) -> Iterator[Any]:
    """All values at a path, one of each nested block."""
    if isinstance(values, list) and steps:
        for each in values:
            yield from _values(each, steps)
    elif not steps:
        yield values
    elif isinstance(values, Mapping) and steps[0] in values:
        yield from _values(values[steps[0]], steps[1:])

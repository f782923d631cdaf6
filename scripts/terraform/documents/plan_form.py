"""Form of a plan's JSON: whether each part says what Terraform would say, and nothing besides.

What a reader takes for absent it does not review: a flag that is a text, an entry of an unknown
mode, an update without an old value. All names are those that Terraform and OpenTofu write
(internal/command/jsonplan and jsonconfig; read 2026-11-30).
"""

from collections import Counter
from collections.abc import Iterator

from scripts.terraform.documents.plan_document import MANAGED, Values, resources_of, type_of

_FLAGS = ("errored", "complete", "applyable")
_ENTRY = frozenset(
    (
        *("address", "previous_address", "module_address", "mode", "type", "name", "index"),
        *("index_unknown", "provider_name", "deposed", "change", "action_reason"),
    )
)
_CHANGE = frozenset(
    (
        *("actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive"),
        *("replace_paths", "importing", "before_identity", "after_identity"),
    )
)
_DATA = "data"
# Actions -> whether there is an object before and after them.
_OBJECTS = {
    ("create",): (False, True),
    ("delete",): (True, False),
    ("forget",): (True, False),
}
_NOTHING = ["no-op"]


def malformed_parts(document: Values) -> Iterator[str]:
    """What has another form than Terraform gives it, each in a sentence."""
    for name in _FLAGS:
        if not isinstance(document.get(name), bool | None):
            yield f"{name} is {document[name]!r}, which is neither true nor false."
    changes = document.get("resource_changes") or ()
    for each in (*changes, *(document.get("resource_drift") or ())):
        for problem in _of_entry(each):
            yield f"{each.get('address')} {problem}."
    counted = Counter((each["address"], each.get("deposed")) for each in changes)
    for (address, _), number in counted.items():
        if number > 1:
            yield f"{address} has {number} changes; Terraform plans one."
    yield from _left_out(document)
    if document.get("applyable") is False and document.get("errored") is not True:
        acting = [each["address"] for each in changes if _acts(each)]
        if acting:
            yield f"Terraform says that there is nothing to apply, beside a change of {acting[0]}."


def _of_entry(entry: Values) -> Iterator[str]:
    change = entry["change"]
    unknown = sorted({*entry} - _ENTRY) + sorted({*change} - _CHANGE)
    if change.get("generated_config"):
        yield "gets a configuration that Terraform generated, which no component of the stacks has"
    elif unknown and unknown != ["generated_config"]:
        yield f"has parts that this version does not read: {', '.join(unknown)}"
    mode, actions = entry.get("mode") or MANAGED, change["actions"]
    if mode not in (MANAGED, _DATA):
        yield f"has the mode {mode!r}, which this version does not read"
    elif (mode == _DATA and actions not in (["read"], _NOTHING)) or (
        mode == MANAGED and actions == ["read"]
    ):
        yield f"of the mode {mode} cannot have the actions {actions}"
    if mode == MANAGED:
        yield from _of_values(change)
    for name in ("address", "previous_address"):
        if entry.get(name) and type_of(str(entry[name])) != entry.get("type"):
            yield f"is of the type {entry.get('type')}, unlike its {name} {entry[name]}"


def _of_values(change: Values) -> Iterator[str]:
    before, after = change.get("before"), change.get("after")
    exist = (before is not None, after is not None)
    actions = tuple(change["actions"])
    if exist != _OBJECTS.get(actions, (True, True)):
        found = " and ".join(
            f"{'an' if each else 'no'} object {when}"
            for when, each in zip(("before", "after"), exist, strict=True)
        )
        yield f"has {found}, which does not fit its actions {list(actions)}"
    elif change["actions"] == _NOTHING and before != after:
        yield "differs before and after, but Terraform plans no action"
    if change.get("after_unknown") is True:
        yield "is not known before apply at all"


def _left_out(document: Values) -> Iterator[str]:
    """Planned resources that no change is about: the list of changes is not whole."""
    planned = (document.get("planned_values") or {}).get("root_module") or {}
    changed = {each["address"] for each in document.get("resource_changes") or ()}
    for each in resources_of(planned):
        if each.get("mode") == MANAGED and each.get("address") not in changed:
            yield f"{each.get('address')} is planned, but not among the changes."


def _acts(entry: Values) -> bool:
    change = entry["change"]
    moves = entry.get("previous_address") or change.get("importing")
    return bool(moves) or change["actions"] not in (_NOTHING, ["read"])

"""A plan: its changes, drift and outputs, read from `terraform show -json PLAN`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from scripts.cli.errors import OperationFailedError
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.masking import any_true
from scripts.terraform.documents.plan_document import MANAGED, PlanDocument, Values
from scripts.terraform.documents.plan_form import malformed_parts
from scripts.terraform.documents.unread import unread_parts

# All that Terraform and OpenTofu write: internal/command/jsonplan (read 2026-11-30).
_ACTIONS = frozenset(
    (
        *(("no-op",), ("create",), ("read",), ("update",), ("delete",), ("forget",)),
        *(("delete", "create"), ("create", "delete"), ("create", "forget")),
    )
)
ACCEPTED = "the output of `terraform show -json PLAN`"


class PlanError(OperationFailedError):
    """Not the JSON of a plan; the message says what it is, and what is accepted."""


@dataclass(frozen=True)
class Plan:
    """A plan, or the refresh of a state.

    changes: all of `resource_changes`, also those that do nothing.
    drift: what was changed outside of Terraform: before is the state, after what AWS has.
    outputs: names of outputs that change.
    applyable: Terraform sees something to apply, be it that the state only learns of the drift.
    errored: planning failed on the way. complete: nothing is left for another plan.
    deferred: addresses that Terraform puts off to another plan.
    unread: what it holds beside, and no review covers. shown_outputs: no longer sensitive.
    tags: of the provider, which every resource carries; empty where the plan does not say.
    existing: the attributes of all managed resources by address, as planning found them.
    references: address and attribute -> the addresses of resources it refers to.
    """

    changes: tuple[Change, ...] = ()
    drift: tuple[Change, ...] = ()
    outputs: tuple[str, ...] = ()
    terraform_version: str = ""
    applyable: bool = False
    errored: bool = False
    complete: bool = True
    deferred: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    shown_outputs: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    account: str = ""
    existing: Mapping[str, Values] = field(default_factory=dict)
    references: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def environment(self) -> str:
        """`production` or `evaluation`; empty where the plan does not say."""
        return self.tags.get("Environment", "")

    @property
    def deployment(self) -> str:
        """The deployment's name; empty where the plan does not say."""
        return self.tags.get("Deployment", "")


def read_plan(document: Any) -> Plan:
    """Read the JSON of a plan, format versions 1.x. Raises PlanError."""
    _refuse_other_documents(document)
    try:
        return _read(document)
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        raise PlanError(
            f"not {ACCEPTED}: a part of it has another form than Terraform's "
            f"({type(problem).__name__}: {problem})."
        ) from problem


def _refuse_other_documents(document: Any) -> None:
    if not isinstance(document, Mapping):
        raise PlanError(f"a JSON {type(document).__name__}; accepted: {ACCEPTED}, an object.")
    if "@level" in document:
        raise PlanError(f"messages of `terraform plan -json`; accepted: {ACCEPTED}.")
    if "serial" in document or {"values", "planned_values"} & set(document) == {"values"}:
        raise PlanError(f"a state; accepted: {ACCEPTED}.")
    version = document.get("format_version") or ""
    if not version:
        raise PlanError(f"a JSON object without format_version; accepted: {ACCEPTED}.")
    if not isinstance(version, str) or not re.match(r"1\.\d+$", version):
        raise PlanError(f"format_version {version!r}; accepted: 1.x, of Terraform 1.x or OpenTofu.")
    if not {"planned_values", "resource_changes", "resource_drift", "output_changes"} & set(
        document
    ):
        raise PlanError(f"a JSON object without resource_changes; accepted: {ACCEPTED}.")


def _read(document: Values) -> Plan:
    parts = PlanDocument(document)
    outputs = document.get("output_changes") or {}
    for name, each in outputs.items():
        _refuse_unknown_actions(f"output.{name}", each["actions"])
    return Plan(
        changes=tuple(_change(each) for each in document.get("resource_changes") or ()),
        drift=tuple(_change(each) for each in document.get("resource_drift") or ()),
        outputs=tuple(name for name, each in outputs.items() if each["actions"] != ["no-op"]),
        terraform_version=str(document.get("terraform_version") or ""),
        applyable=document.get("applyable") is True,
        errored=document.get("errored") is True,
        complete=document.get("complete") is not False,
        deferred=tuple(_deferred(document)),
        unread=(*malformed_parts(document), *unread_parts(document)),
        shown_outputs=tuple(
            name
            for name, each in outputs.items()
            if each["actions"] != ["delete"]
            and _loses_marks(each.get("before_sensitive"), each.get("after_sensitive"))
        ),
        tags=parts.default_tags,
        account=parts.account,
        existing={address: each["values"] for address, each in parts.existing.items()},
        references=parts.references,
    )


def _change(entry: Values) -> Change:
    change = entry["change"]
    _refuse_unknown_actions(entry["address"], change["actions"])
    return Change(
        address=str(entry["address"]),
        type=str(entry["type"]),
        actions=tuple(change["actions"]),
        mode=str(entry.get("mode") or MANAGED),
        before=_object(change.get("before")),
        after=_object(change.get("after")),
        after_unknown=change.get("after_unknown") or {},
        before_sensitive=change.get("before_sensitive") or {},
        after_sensitive=change.get("after_sensitive") or {},
        action_reason=str(entry.get("action_reason") or ""),
        replace_paths=tuple(map(_path, change.get("replace_paths") or ())),
        previous_address=str(entry.get("previous_address") or ""),
        deposed=str(entry.get("deposed") or ""),
        import_id=_import_id(change.get("importing")),
    )


def _refuse_unknown_actions(address: str, actions: Any) -> None:
    if tuple(actions) not in _ACTIONS:
        accepted = "; ".join(", ".join(each) for each in sorted(_ACTIONS))
        raise ValueError(f"actions {actions!r} of {address}; accepted: {accepted}")


def _loses_marks(before: Any, after: Any) -> bool:
    """True if a part of a value was sensitive, and no longer is; the masks are Terraform's."""
    if after is True or not any_true(before):
        return False
    if before is True or not isinstance(after, type(before)):
        return True
    if isinstance(before, Mapping):
        return any(_loses_marks(mask, after.get(name)) for name, mask in before.items())
    return any(_loses_marks(mask, other) for mask, other in zip_longest(before, after))


def _object(value: Any) -> Values:
    if value is not None and not isinstance(value, Mapping):
        raise TypeError("before and after are objects or null")
    return value or {}


def _import_id(importing: Any) -> str:
    # OpenTofu and Terraform write {} or no id where the id is known after apply only.
    return str(importing.get("id") or "?") if isinstance(importing, Mapping) else ""


def _path(steps: Any) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.removeprefix(".")


def _deferred(document: Values) -> Iterator[str]:
    for each in document.get("deferred_changes") or ():
        yield str((each.get("resource_change") or each).get("address") or "?")

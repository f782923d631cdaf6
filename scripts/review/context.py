"""Context of a change: the resources that exist, and the other changes with it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from typing import Any

from scripts.terraform.documents.change import Change
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.masking import any_true
from scripts.terraform.documents.plan import Plan
from scripts.terraform.documents.plan_document import MANAGED, Values, type_of

# Attributes by which other resources refer to a resource.
NAMES = ("id", "arn", "name", "bucket", "url", "key_id")
# Attributes that name another resource by what an operator chose -> its type and attribute.
# Ids, ARNs and URLs are AWS's choice, so a plan that knows one speaks of something that exists.
CHOSEN_NAMES = {
    "backup_vault_name": ("aws_backup_vault", "name"),
    "bucket": ("aws_s3_bucket", "bucket"),
    "event_bus_name": ("aws_cloudwatch_event_bus", "name"),
    "group": ("aws_iam_group", "name"),
    "repository": ("aws_ecr_repository", "name"),
    "role": ("aws_iam_role", "name"),
    "user": ("aws_iam_user", "name"),
}


@dataclass(frozen=True)
class Context:
    """The other resources of a plan or, for drift, of a state.

    existing: attributes of all resources by address, before any of the changes.
    changes: what happens together. references: see Plan. account: its id, or empty.
    drifted: attributes by address as the state had them, of what was changed outside of Terraform.
    components: of what the stacks make.
    """

    existing: Mapping[str, Values] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    references: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    account: str = ""
    drifted: Mapping[str, Values] = field(default_factory=dict)
    components: Components = field(default_factory=Components)

    @classmethod
    def of_plan(cls, plan: Plan, components: Components | None = None) -> "Context":
        """Context of a plan: the resources as planning found them."""
        changes = tuple(each for each in plan.changes if each.mode == MANAGED)
        found = {each.address: each.before for each in changes if each.exists and not each.deposed}
        return cls(
            {**plan.existing, **found},
            changes,
            plan.references,
            plan.account,
            {each.address: each.before for each in plan.drift},
            components or Components(),
        )

    @classmethod
    def of_drift(cls, plan: Plan) -> "Context":
        """Context of drift: the resources as in the state; each change is judged on its own."""
        context = cls.of_plan(plan)
        drifted = {each.address: each.before for each in plan.drift}
        return replace(context, existing={**context.existing, **drifted}, changes=())

    def as_if_new(self) -> "Context":
        """Context in which the plan creates all existing resources, as a first apply does."""
        made = {
            address: Change(address, type_of(address), ("create",), after=values)
            for address, values in self.existing.items()
        }
        for each in self.changes:
            if each.after and not each.deposed:
                made[each.address] = self.as_creation(each)
        return replace(self, existing={}, changes=tuple(made.values()))

    def as_creation(self, change: Change) -> Change:
        """A change turned into a creation: ids that AWS assigns are known after apply."""
        ids = {
            str(values[name])
            for values in self.existing.values()
            for name in ("id", "arn", "key_id")
            if values.get(name)
        }
        after, unknown = _without(ids, change.after, change.after_unknown)
        return replace(
            change,
            actions=("create",),
            before={},
            after=after or {},
            after_unknown=unknown,
            import_id="",
        )

    def existing_of(self, *types: str) -> Iterator[Values]:
        """The attributes of all resources of these types before the changes."""
        for type_ in types:
            yield from self._by_type.get(type_, {}).values()

    def planned_of(self, *types: str) -> Iterator[Values]:
        """The attributes of all resources of these types after the changes."""
        changed = self._changed
        for type_ in types:
            for address, values in self._by_type.get(type_, {}).items():
                if address not in changed:
                    yield values
        for change in changed.values():
            if change.type in types and change.after:
                yield change.after

    def is_new(self, change: Change, attribute: str) -> bool:
        """True if the resource that `attribute` names is certainly created by the same plan.

        What is named through something else, such as a data source, may exist.
        """
        value = str(change.after.get(attribute) or "")
        if value:
            chosen = CHOSEN_NAMES.get(attribute)
            return (chosen, value) in self._created and value not in self._known
        named = self.named_by(change, attribute)
        return bool(named) and all(each in self._creations for each in named)

    def named_by(self, change: Change, attribute: str) -> tuple[str, ...]:
        """The addresses that the configuration of `change` names at `attribute`."""
        return self.references.get((change.address.partition("[")[0], attribute), ())

    def is_configured(self, change: Change, attribute: str) -> bool:
        """False if the configuration leaves `attribute` to AWS; true if that is unknown."""
        address = change.address.partition("[")[0]
        return address not in self._configured or (address, attribute) in self.references

    def sets(self, change: Change, attribute: str) -> bool:
        """True if the plan shows that the configuration sets `attribute`."""
        return (change.address.partition("[")[0], attribute) in self.references

    @property
    def has_resources(self) -> bool:
        """True if the deployment exists, at least in part."""
        return bool(self.existing)

    def restores(self, change: Change, attribute: str) -> bool:
        """True if a change returns to the state what was changed outside of Terraform."""
        before = self.drifted.get(change.address)
        return (
            before is not None
            and not change.is_unknown(attribute)
            and before.get(attribute) == change.after.get(attribute)
        )

    def stand_in(self, change: Change, attribute: str, *, id_: str = "id") -> Any:
        """The value of `attribute`; where it is unknown, that of what it refers to.

        A replaced resource is represented by its old id, a new one by its address; None for others.
        """
        if not change.is_unknown(attribute):
            return change.after.get(attribute)
        for address in self.named_by(change, attribute):
            if address in self.existing:
                return self.existing[address].get(id_)
        created = [each for each in self.named_by(change, attribute) if each in self._creations]
        return f"new {created[0]}" if created else None

    def paths_of(self, change: Change) -> tuple[str, ...]:
        """The paths that the configuration sets, from the outer ones to the inner."""
        return self._paths.get(change.address.partition("[")[0], ())

    def changes_name(self, address: str) -> bool:
        """True if the plan makes the resource at an address anew, or does not know all of it."""
        return address in self._unsettled

    def texts_of(self, addresses: Collection[str]) -> set[str]:
        """All texts by which others may refer to these resources."""
        return {
            value
            for address in addresses
            for value in self.existing.get(address, {}).values()
            if isinstance(value, str) and value
        }

    def names_of(self, types: Collection[str]) -> frozenset[str]:
        """All texts by which others may refer to resources of these types, new ones included."""
        return frozenset(name for type_ in types for name in self._names.get(type_, ()))

    @cached_property
    def deleted(self) -> frozenset[str]:
        """Ids, names and ARNs of what the same plan deletes."""
        return frozenset(
            str(change.before[name])
            for change in self.changes
            if change.action == "delete"
            for name in NAMES
            if change.before.get(name)
        )

    @cached_property
    def _by_type(self) -> Mapping[str, Mapping[str, Values]]:
        found: dict[str, dict[str, Values]] = {}
        for address, values in self.existing.items():
            found.setdefault(type_of(address), {})[address] = values
        return found

    @cached_property
    def _changed(self) -> Mapping[str, Change]:
        return {each.address: each for each in self.changes if not each.deposed}

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        made = {each.address: each.after for each in self.changes if each.action == "create"}
        for address, values in (*self.existing.items(), *made.items()):
            found.setdefault(type_of(address), set()).update(_texts(values))
        return {type_: frozenset(names) for type_, names in found.items()}

    @cached_property
    def _paths(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for address, path in self.references:
            found.setdefault(address, []).append(path)
        return {address: tuple(paths) for address, paths in found.items()}

    @cached_property
    def _unsettled(self) -> frozenset[str]:
        return frozenset(
            change.address.partition("[")[0]
            for change in self.changes
            if change.action in ("create", "replace") or any_true(change.after_unknown)
        )

    @cached_property
    def _created(self) -> set[tuple[tuple[str, str], str]]:
        return {
            ((type_, name), str(change.after[name]))
            for type_, name in CHOSEN_NAMES.values()
            for change in self.changes
            if change.action == "create" and change.type == type_ and change.after.get(name)
        }

    @cached_property
    def _creations(self) -> set[str]:
        """Addresses of AWS resources that the plan creates, without their keys."""
        return {
            address
            for change in self.changes
            if change.action == "create" and change.type.startswith("aws_")
            if (address := change.address.partition("[")[0]) not in self.existing
        }

    @cached_property
    def _configured(self) -> set[str]:
        return {address for address, _ in self.references}

    @cached_property
    def _known(self) -> set[str]:
        return {
            str(values[name])
            for values in self.existing.values()
            for name in ("id", "arn")
            if values.get(name)
        }


def _without(ids: set[str], value: Any, unknown: Any) -> tuple[Any, Any]:
    """A value in which `ids` are known after apply only, and Terraform's mask that says so."""
    if isinstance(value, Mapping):
        masks = dict(unknown) if isinstance(unknown, Mapping) else {}
        pairs = {name: _without(ids, each, masks.get(name)) for name, each in value.items()}
        masks |= {name: mask for name, (_, mask) in pairs.items() if mask}
        return {name: each for name, (each, mask) in pairs.items() if mask is not True}, masks
    if isinstance(value, list):
        if any(isinstance(each, str) and each in ids for each in value):
            return None, True
        known = unknown if isinstance(unknown, list) else []
        found = [_without(ids, each, mask) for each, mask in zip_longest(value, known)]
        return [each for each, _ in found], [mask or False for _, mask in found]
    return (None, True) if isinstance(value, str) and value in ids else (value, unknown)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, such as an output of a stack."""
    if isinstance(value, str):
        yield from filter(None, [value])
        return
    inner = value.values() if isinstance(value, Mapping) else value
    for each in inner if isinstance(value, Mapping | list) else ():
        yield from _texts(each)

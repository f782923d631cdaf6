"""Edits that make one plan into another, in the form in which Terraform would print it."""

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scripts.terraform.documents.plan_document import type_of

Document = dict[str, Any]
Edit = Callable[[Document], None]
UNKNOWN = object()


@dataclass(frozen=True)
class Of:
    """Stands for an attribute of a resource, such as the id that AWS gave it."""

    address: str
    attribute: str = "id"


def entry(document: Document, address: str) -> Any:
    """The entry of a resource in `resource_changes`."""
    found = [each for each in document["resource_changes"] if each["address"] == address]
    assert len(found) == 1, f"{len(found)} of {address}"
    return found[0]


def update(address: str, **values: Any) -> Edit:
    """The attributes of a resource change in place; `__` leads into blocks, the first of each."""
    return _changed(address, ["update"], values)


def replace(address: str, **values: Any) -> Edit:
    """The resource is deleted and made anew, with other attributes."""
    return _changed(address, ["delete", "create"], values)


def delete(*addresses: str) -> Edit:
    """The resources are deleted."""

    def edit(document: Document) -> None:
        for address in addresses:
            found = entry(document, address)
            found["change"] |= {"actions": ["delete"], "after": None, "after_unknown": {}}
            found["action_reason"] = "delete_because_no_resource_config"

    return edit


def forget(address: str) -> Edit:
    """The resource leaves the state and stays in AWS."""

    def edit(document: Document) -> None:
        entry(document, address)["change"] |= {"actions": ["forget"], "after": None}

    return edit


def create(
    address: str, *, like: str = "", unknown: Iterable[str] = ("id", "arn"), **values: Any
) -> Edit:
    """A new resource, with the attributes of an existing one and those given."""

    def edit(document: Document) -> None:
        type_, name = type_of(address), address.rpartition(".")[2]
        model = copy.deepcopy(entry(document, like)["change"]["before"]) if like else {}
        for attribute in unknown:
            model.pop(attribute, None)
        for path, value in values.items():
            _put(model, path.split("__"), _resolved(value, document))
        change = {
            "actions": ["create"],
            "before": None,
            "after": model,
            "after_unknown": dict.fromkeys(unknown, True),
            "before_sensitive": False,
            "after_sensitive": {},
        }
        document["resource_changes"].append(
            {"address": address, "mode": "managed", "type": type_, "name": name, "change": change}
        )

    return edit


def exists(address: str, **values: Any) -> Edit:
    """A resource that is there, and stays as it is unless another edit says otherwise."""

    def edit(document: Document) -> None:
        create(address, unknown=(), **values)(document)
        change = document["resource_changes"][-1]["change"]
        change |= {"actions": ["no-op"], "before": change["after"]}

    return edit


def rewrite(address: str, attribute: str, change: Callable[[Any], Any]) -> Edit:
    """The JSON text at `attribute` becomes what `change` makes of its data."""

    def edit(document: Document) -> None:
        found = entry(document, address)
        data = json.loads(found["change"]["before"][attribute])
        changed = change(data)
        text = changed if isinstance(changed, str) else json.dumps(data)
        type_ = found["type"]
        make = replace if type_ == "aws_ecs_task_definition" else update
        make(address, **{attribute: text})(document)

    return edit


def block(address: str, name: str, change: Callable[[list[Any]], Any]) -> Edit:
    """The nested blocks of a name, which `change` alters in place."""

    def edit(document: Document) -> None:
        update(address)(document)
        change(entry(document, address)["change"]["after"][name])

    return edit


def _changed(address: str, actions: list[str], values: dict[str, Any]) -> Edit:
    def edit(document: Document) -> None:
        change = entry(document, address)["change"]
        change["actions"] = actions
        if change["after"] is change["before"] or actions[0] == "delete":
            change["after"] = copy.deepcopy(change["before"])
        after = copy.deepcopy(change["after"])
        for path, value in values.items():
            if value is UNKNOWN:
                after.pop(path, None)
                change["after_unknown"] = {**(change["after_unknown"] or {}), path: True}
            else:
                _put(after, path.split("__"), _resolved(value, document))
        change["after"] = after

    return edit


def _put(values: Any, path: list[str], value: Any) -> None:
    for step in path[:-1]:
        if not values.get(step):
            values[step] = [{}]
        values = values[step][0] if isinstance(values[step], list) else values[step]
    values[path[-1]] = value


def _resolved(value: Any, document: Document) -> Any:
    if isinstance(value, Of):
        return entry(document, value.address)["change"]["before"][value.attribute]
    if isinstance(value, dict):
        return {key: _resolved(each, document) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolved(each, document) for each in value]
    return value

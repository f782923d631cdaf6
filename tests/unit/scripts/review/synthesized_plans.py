"""Plans from one synthesized stack to another, as `terraform show -json` would print them.

Terraform itself takes a minute for each; tests/terraform/plan reviews its own plans of the same
kind. What AWS decides is left out, except for ids and ARNs: those of a resource that stays are its
address and the attribute's name, those of one that the plan makes are known after apply.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stacks.app import synthesize
from stacks.settings import parse_settings
from tests.configurations import LOCKED
from tests.synthesized import Stack

Values = dict[str, Any]
# What the plan makes: address -> its arguments.
Fresh = Mapping[str, Values]
_REFERENCE = re.compile(r"(?<![\w.])(aws_\w+\.\w+)((?:\.\w+|\[\d+\])*)")
_EXPRESSION = re.compile(r"(?<!\$)\$\{(.*?)\}")
# Arguments that are maps; any other object is a nested block, which plans hold as a list.
_MAPS = ("tags", "dimensions", "input_paths", "tags_all")
_TERRAFORMS = ("//", "lifecycle", "depends_on", "provider", "provisioner", "secret_string_wo")
# Attributes that AWS decides, as far as others refer to them.
_OF_AWS = ("id", "arn", "fqdn")
# Attributes that AWS cannot change: the provider makes such a resource anew.
_REPLACED_BY = {
    "aws_ecs_task_definition": None,
    "aws_vpc": ("cidr_block",),
    "aws_subnet": ("cidr_block", "availability_zone"),
    "aws_elasticache_serverless_cache": ("subnet_ids",),
    "aws_backup_vault_lock_configuration": None,
    "aws_backup_selection": None,
}


def planned(before: Stack, after: Stack) -> Values:
    """The plan that turns one stack into the other."""
    old, new = (dict(_resources(stack)) for stack in (before, after))
    _ignore_changes(after, old, new)
    fresh = {
        each: values
        for each, values in new.items()
        if each not in old or _is_replaced(each, old[each], values)
    }
    before_, after_ = _resolved(old), _resolved(new)
    changes = [_change(each, before_.get(each), after_.get(each), fresh) for each in {**old, **new}]
    arguments = [{"address": each, "expressions": _expressions(new[each])} for each in new]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": arguments}},
    }


def _ignore_changes(after: Stack, old: Mapping[str, Values], new: Mapping[str, Values]) -> None:
    """Leave out of `new` what Terraform ignores of a resource that is there."""
    for _, address, attributes in after.every():
        if address in old:
            for name in attributes.get("lifecycle", {}).get("ignore_changes", ()):
                new[address].pop(name, None)
                if name in old[address]:
                    new[address][name] = old[address][name]


@cache
def _synthesized(context: str, name: str) -> Stack:
    with TemporaryDirectory() as folder:
        synthesize(parse_settings(json.loads(context), LOCKED), folder)
        text = (Path(folder) / "stacks" / name / "cdk.tf.json").read_text(encoding="utf-8")
    return Stack.of(text, name)


def synthesized(context: Mapping[str, Any], name: str, **settings: Any) -> Stack:
    """A deployment of a configuration, with other settings than its own."""
    chosen = json.loads(json.dumps(context))
    own = chosen["deployments"][name]
    for key, value in settings.items():
        own[key] = {**own.get(key, {}), **value} if isinstance(value, dict) else value
    return _synthesized(json.dumps(chosen), name)


def _resources(stack: Stack) -> Iterator[tuple[str, Values]]:
    tags = stack.tags
    for _, address, attributes in stack.every():
        kept = {key: value for key, value in attributes.items() if key not in _TERRAFORMS}
        yield address, {**kept, "tags_all": {**tags, **kept.get("tags", {})}}


def _resolved(resources: Mapping[str, Values]) -> dict[str, Values]:
    """The resources with the arguments of others, such as a name, where they refer to these."""
    literals = {
        f"{address}.{name}": value
        for address, values in resources.items()
        for name, value in values.items()
        if isinstance(value, str) and "${" not in value
    }

    def known(expression: re.Match[str]) -> str:
        return literals.get(expression[1], expression[0])

    return {address: _substituted(values, known) for address, values in resources.items()}


def _substituted(value: Any, known: Callable[[re.Match[str]], str]) -> Any:
    if isinstance(value, str):
        return _EXPRESSION.sub(known, value)
    if isinstance(value, dict):
        return {name: _substituted(each, known) for name, each in value.items()}
    return [_substituted(each, known) for each in value] if isinstance(value, list) else value


def _is_replaced(address: str, old: Values, new: Values) -> bool:
    type_ = address.partition(".")[0]
    names = _REPLACED_BY.get(type_, ())
    return old != new if names is None else any(old.get(each) != new.get(each) for each in names)


def _change(address: str, old: Values | None, new: Values | None, fresh: Fresh) -> Values:
    type_, _, name = address.partition(".")
    own = {each: f"{address}.{each}" for each in _OF_AWS}
    before = None if old is None else {**_known(old), **own}
    after, mask = (None, {}) if new is None else _planned_values(new, fresh)
    if after is not None and address not in fresh:
        after |= own
    actions = ["create"] if before is None else ["delete"] if after is None else ["no-op"]
    if before and after is not None:
        if address in fresh:
            actions, mask = ["delete", "create"], {**mask, **dict.fromkeys(_OF_AWS, True)}
        elif before != after or mask:
            actions = ["update"]
    change = {"actions": actions, "before": before, "after": after, "after_unknown": mask}
    return {"address": address, "mode": "managed", "type": type_, "name": name, "change": change}


def _known(values: Values) -> Values:
    return _planned_values(values, {})[0]


def _planned_values(values: Values, fresh: Fresh) -> tuple[Values, Values]:
    found: Values = {}
    masks: Values = {}
    for name, value in values.items():
        found[name], mask = _value(name, value, fresh)
        if mask is True:
            del found[name]
        if mask:
            masks[name] = mask
    return found, masks


def _value(name: str, value: Any, fresh: Fresh) -> tuple[Any, Any]:
    if isinstance(value, str):
        if any(_is_unknown(address, path, fresh) for address, path in _references(value)):
            return None, True
        return _EXPRESSION.sub(lambda each: _without_function(each[1]), value), False
    if isinstance(value, dict) and name not in _MAPS:
        value = [value]
    if isinstance(value, dict):
        return _planned_values(value, fresh)
    if isinstance(value, list):
        pairs = [
            _planned_values(each, fresh) if isinstance(each, dict) else _value("", each, fresh)
            for each in value
        ]
        if any(mask is True for _, mask in pairs):
            return None, True
        masks = [mask or {} for _, mask in pairs]
        return [each for each, _ in pairs], masks if any(masks) else False
    return value, False


def _is_unknown(address: str, path: str, fresh: Fresh) -> bool:
    """True for what AWS decides of a new resource; its own arguments are known."""
    return address in fresh and path.removeprefix(".") not in fresh[address]


def _without_function(expression: str) -> str:
    found = _REFERENCE.fullmatch(expression)
    return f"{found[1]}{found[2]}" if found else expression.replace('"', "'")


def _references(text: str) -> list[tuple[str, str]]:
    return [
        (found[1], found[2])
        for expression in _EXPRESSION.findall(text)
        for found in _REFERENCE.finditer(expression)
    ]


def _expressions(values: Values) -> Values:
    return {name: _expression(name, value) for name, value in values.items() if name != "tags_all"}


def _expression(name: str, value: Any) -> Any:
    blocks = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    if name not in _MAPS and any(isinstance(each, dict) for each in blocks):
        return [_expressions(each) for each in blocks if isinstance(each, dict)]
    addresses = {f"{address}{path}" for address, path in _references(json.dumps(value))}
    return {"references": sorted(addresses)} if addresses else {"constant_value": value}

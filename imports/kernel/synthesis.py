"""Synthesis: Terraform's JSON for each stack, and CDKTF's manifest."""

import re
from typing import Any

from imports.kernel.objects import AppHandle, ElementHandle, StackHandle
from imports.kernel.stable_json import stable_json
from imports.kernel.tokens import resolve
from imports.kernel.unsupported import UnsupportedError

Document = dict[str, Any]

# The release of Terraform's AWS provider that the bindings are generated for.
PROVIDER = {"source": "aws", "version": "5.100.0"}
# CDKTF rewrites the names of a provider's arguments, except below these.
_VERBATIM = ("environment", "tags")
_SNAKE_CASE = re.compile("[a-z0-9]+(_[a-z0-9]+)*")


def write(app: AppHandle) -> None:
    """`app.synth()`."""
    if app.folder is None:
        raise UnsupportedError("an app whose folder CDKTF chooses")
    stacks = [each for each in app.walk() if isinstance(each, StackHandle)]
    for stack in stacks:
        _check(stack)
    for stack in stacks:
        folder = app.folder / "stacks" / stack.id
        folder.mkdir(exist_ok=True)
        (folder / "cdk.tf.json").write_bytes(_encoded(_document(stack)))
    described = {stack.id: _description(stack) for stack in stacks}
    manifest = {"stacks": described, "version": app.version}
    (app.folder / "manifest.json").write_bytes(_encoded(manifest))


def without_comments(stack: StackHandle) -> str:
    """`Testing.synth()`: the JSON without its comments."""
    return stable_json(_strip(_document(stack)))


def _check(stack: StackHandle) -> None:
    """Raise for what CDKTF refuses, or adds by itself."""
    kinds = {each.kind for each in stack.walk() if isinstance(each, ElementHandle)}
    if "backend" not in kinds:
        raise UnsupportedError("a stack without a backend")
    if kinds & {"resource", "data"} and "provider" not in kinds:
        raise UnsupportedError("resources without a provider")


def _encoded(value: Document) -> bytes:
    try:
        return stable_json(value).encode()
    except UnicodeEncodeError as error:
        raise UnsupportedError("a surrogate without its pair") from error


def _description(stack: StackHandle) -> Document:
    """A stack in the manifest."""
    folder = f"stacks/{stack.id}"
    return {
        "annotations": [
            {"constructPath": construct.path, "level": "@cdktf/warn", "message": message}
            for construct in stack.walk()
            for message in construct.warnings
        ],
        "constructPath": stack.path,
        "dependencies": [],
        "name": stack.id,
        "stackMetadataPath": f"{folder}/metadata.json",
        "synthesizedStackPath": f"{folder}/cdk.tf.json",
        "workingDirectory": folder,
    }


def _strip(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _strip(item) for key, item in value.items() if key != "//"}
    if isinstance(value, list):
        return [_strip(item) for item in value]
    return value


def _document(stack: StackHandle) -> Document:
    """A stack's cdk.tf.json, with expressions in place of tokens."""
    metadata: Document = {"backend": "local", "stackName": stack.id, "version": stack.app.version}
    if stack.overrides:
        metadata["overrides"] = {"stack": list(stack.overrides)}
    outputs: Document = {}
    whole: Document = {"//": {"metadata": metadata, "outputs": outputs}}
    for element in stack.walk():
        if not isinstance(element, ElementHandle):
            continue
        arguments = resolve(element.arguments, stack)
        if element.kind in ("resource", "data"):
            _add_resource(element, arguments, whole)
        elif element.kind == "provider":
            _check_names(element.arguments)
            whole.setdefault("provider", {}).setdefault(element.type, []).append(arguments)
            _merge(whole, {"terraform": {"required_providers": {element.type: dict(PROVIDER)}}})
        elif element.kind == "backend":
            metadata["backend"] = element.type
            _merge(whole, {"terraform": {"backend": {element.type: arguments}}})
        else:
            _merge(whole, {"output": {element.name: arguments}})
            _merge(outputs, _nested(element.path.split("/"), element.name))
    _merge(whole, resolve(stack.overrides, stack))
    return whole


def _add_resource(element: ElementHandle, attributes: Document, whole: Document) -> None:
    stack = element.owner
    for name, value in element.meta.items():
        if name == "depends_on":
            attributes[name] = [_dependency(each, stack) for each in value]
        else:
            attributes[name] = resolve(value, stack)
    attributes["//"] = {"metadata": {"path": element.path, "uniqueId": element.name}}
    of_type = whole.setdefault(element.kind, {}).setdefault(element.type, {})
    if element.name in of_type:
        raise UnsupportedError(f"two resources with the address {element.address}")
    of_type[element.name] = attributes


def _dependency(element: ElementHandle, stack: StackHandle) -> str:
    if element.owner is not stack:
        raise UnsupportedError(f"a dependency on {element.path} in another stack")
    return element.address


def _check_names(value: Any) -> None:
    """Raise if CDKTF would write a name of a provider's arguments differently."""
    for item in value if isinstance(value, list) else []:
        _check_names(item)
    for name, item in value.items() if isinstance(value, dict) else []:
        if not _SNAKE_CASE.fullmatch(name):
            raise UnsupportedError(f"the name {name} in a provider's arguments")
        if name not in _VERBATIM:
            _check_names(item)


def _nested(path: list[str], name: str) -> Document:
    """`name` under the ids of a construct path."""
    place: Any = name
    for id_ in reversed(path):
        place = {id_: place}
    return dict(place)


def _merge(target: Document, source: Document) -> None:
    """Put `source` into `target`, object by object; CDKTF has further rules for lists."""
    for key, value in source.items():
        held = target.get(key)
        if isinstance(value, dict) and (key not in target or isinstance(held, dict)):
            _merge(target.setdefault(key, {}), value)
        elif isinstance(value, dict) or isinstance(held, list):
            raise UnsupportedError(f"an override of {key}")
        else:
            target[key] = value

"""A stack as Terraform's JSON configuration."""

import re
from typing import Any

from imports.kernel.not_known import NotKnownError
from imports.kernel.objects import ElementHandle, StackHandle, in_javascript_order
from imports.kernel.overrides import deep_merge
from imports.kernel.tokens import resolve

Document = dict[str, Any]

# The release of Terraform's AWS provider that the bindings are made for.
PROVIDER = {"source": "aws", "version": "5.100.0"}
# Where they are not given, CDKTF deletes what else has these names.
_META = ("connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner")
# Of a provider's arguments CDKTF rewrites the names, except below these.
_VERBATIM = ("environment", "tags")
_LEFT_AS_IT_IS = re.compile("[a-z0-9]+(_[a-z0-9]+)*")


def document(stack: StackHandle) -> Document:
    """The whole stack, placeholders resolved."""
    elements = [each for each in stack.everything() if isinstance(each, ElementHandle)]
    whole: Document = {"//": {"metadata": _metadata(stack, elements), "outputs": {}}}
    for element in elements:
        if element.kind == "output":
            deep_merge(whole["//"]["outputs"], _place(element))
        _FRAGMENTS[element.kind](element, whole)
    deep_merge(whole, resolve(stack.overrides, stack))
    return whole


def _metadata(stack: StackHandle, elements: list[ElementHandle]) -> Document:
    app = stack.tree.app
    metadata: Document = {"backend": "local", "stackName": stack.id, "version": app.version}
    if stack.overrides:
        metadata["overrides"] = {"stack": in_javascript_order(stack.overrides)}
    for element in elements:
        if element.kind == "backend":
            metadata["backend"] = element.type
        if element.overrides:
            overridden = "backend" if element.kind == "backend" else element.type
            keys = in_javascript_order(element.overrides)
            deep_merge(metadata, {"overrides": {overridden: keys}})
    return metadata


def _place(output: ElementHandle) -> Document:
    """An output's name below the ids of its path."""
    place: Any = output.name
    for id_ in reversed(output.path.split("/")):
        place = {id_: place}
    return dict(place)


def _add_resource(element: ElementHandle, whole: Document) -> None:
    attributes = _attributes(element)
    comment = attributes.get("//") if element.kind == "resource" else None
    if comment is not None and not isinstance(comment, dict):
        raise NotKnownError("a comment in place of the metadata")
    about = {"path": element.path, "uniqueId": element.name}
    attributes["//"] = {**(comment or {}), "metadata": about}
    of_type = whole.setdefault(element.kind, {}).setdefault(element.type, {})
    if element.name in of_type:
        deep_merge(of_type[element.name], attributes)
    else:
        of_type[element.name] = attributes


def _attributes(element: ElementHandle) -> Document:
    stack = element.owner
    if any(name in element.arguments for name in _META):
        raise NotKnownError("an argument that CDKTF takes for its own")
    attributes: Document = resolve(element.arguments, stack)
    for name, value in element.meta.items():
        if name == "depends_on":
            attributes[name] = [_dependency(each, stack) for each in value]
        elif name == "provider":
            attributes[name] = _provider_name(value)
        else:
            attributes[name] = resolve(value, stack)
    deep_merge(attributes, resolve(element.overrides, stack))
    return attributes


def _dependency(element: ElementHandle, stack: StackHandle) -> str:
    if element.stack is not stack:
        raise NotKnownError(f"a dependency on {element.path} in another stack")
    return element.address


def _provider_name(provider: ElementHandle) -> str:
    alias = provider.arguments.get("alias")
    return f"{provider.type}.{alias}" if alias is not None else provider.type


def _add_provider(element: ElementHandle, whole: Document) -> None:
    _check_names(element.arguments)
    arguments = resolve(element.arguments, element.owner)
    deep_merge(arguments, resolve(element.overrides, element.owner))
    whole.setdefault("provider", {}).setdefault(element.type, []).append(arguments)
    deep_merge(whole, {"terraform": {"required_providers": {element.type: dict(PROVIDER)}}})


def _check_names(value: Any) -> None:
    """Raise if CDKTF would write a name differently."""
    for item in value if isinstance(value, list) else []:
        _check_names(item)
    for name, item in value.items() if isinstance(value, dict) else []:
        if not _LEFT_AS_IT_IS.fullmatch(name):
            raise NotKnownError(f"the name {name} in a provider's arguments")
        if name not in _VERBATIM:
            _check_names(item)


def _plain(element: ElementHandle) -> Document:
    arguments: Document = resolve(element.arguments, element.owner)
    deep_merge(arguments, resolve(element.overrides, element.owner))
    return arguments


def _add_output(element: ElementHandle, whole: Document) -> None:
    deep_merge(whole, {"output": {element.name: _plain(element)}})


def _add_backend(element: ElementHandle, whole: Document) -> None:
    deep_merge(whole, {"terraform": {"backend": {element.type: _plain(element)}}})


_FRAGMENTS = {
    "backend": _add_backend,
    "data": _add_resource,
    "output": _add_output,
    "provider": _add_provider,
    "resource": _add_resource,
}

"""The parameters of a request by AWS's protocols: JSON, query, EC2, REST with JSON or XML.

https://smithy.io/2.0/aws/protocols/index.html, read 2026-11-30.
"""

import base64
import json
from typing import Any
from xml.etree.ElementTree import Element

from botocore.model import Shape
from defusedxml import ElementTree

from scripts.embedded_aws.server.models.catalogue import Operation, Request
from scripts.embedded_aws.server.models.form import form_structure, nested, scalar

Parameters = dict[str, Any]


class MalformedError(ValueError):
    """A value that is not of the type in the model, or a body that is not of its protocol."""


def parameters(operation: Operation, request: Request) -> Parameters:
    """The members of the operation's input that the request gives; raise MalformedError."""
    shape = operation.model.input_shape
    if shape is None:
        return {}
    try:
        if operation.protocol == "json":
            return _json(json.loads(request.body or b"{}"), shape)
        if operation.protocol in ("query", "ec2"):
            return form_structure(nested(request.form), shape, ec2=operation.protocol == "ec2")
        return _rest(operation, request, shape)
    except (ElementTree.ParseError, ValueError, TypeError, KeyError) as error:
        raise MalformedError(str(error)) from error


def _json(value: Any, shape: Shape) -> Any:
    """A JSON value, with members by the names of the model."""
    kind = shape.type_name
    if value is None or kind == "timestamp" or (kind == "structure" and shape.is_document_type):
        return value
    if kind == "structure":
        wire = {name: part.serialization.get("name", name) for name, part in shape.members.items()}
        given = _of_type(value, dict)
        return {name: _json(given.get(wire[name]), shape.members[name]) for name in wire}
    if kind == "list":
        return [_json(item, shape.member) for item in _of_type(value, list)]
    if kind == "map":
        return {key: _json(item, shape.value) for key, item in _of_type(value, dict).items()}
    return _json_scalar(value, kind)


def _json_scalar(value: Any, kind: str) -> Any:
    if kind == "boolean":
        return _of_type(value, bool)
    if kind == "blob":
        return base64.b64decode(_of_type(value, str))
    if kind == "string":
        return _of_type(value, str)
    if isinstance(value, bool):
        raise TypeError(f"{value!r} is not a number")
    return _of_type(value, (int, float))


def _of_type(value: Any, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} has the wrong type")
    return value


def _rest(operation: Operation, request: Request, shape: Shape) -> Parameters:
    body, found = {}, {}
    for name, member in shape.members.items():
        where, wire = member.serialization.get("location"), member.serialization.get("name", name)
        if where == "uri":
            found[name] = operation.labels.get(wire)
        elif where == "querystring":
            found[name] = _from_query(request.query.get(wire), member)
        elif where == "header":
            found[name] = _from_text(request.headers.get(wire.lower()), member)
        elif where is None:
            body[name] = member
    payload = shape.serialization.get("payload")
    if payload in body:
        found[payload] = _payload(request.body, body[payload], operation.protocol)
    elif body and request.body:
        whole = _body(request.body, shape, operation.protocol)
        found |= {name: whole.get(name) for name in body}
    return found


def _from_query(values: list[str] | None, shape: Shape) -> Any:
    if values is None or shape.type_name == "map":
        return None
    if shape.type_name == "list":
        return [_from_text(value, shape.member) for value in values]
    return _from_text(values[0], shape)


def _from_text(text: str | None, shape: Shape) -> Any:
    if text is None or shape.type_name in ("list", "map", "timestamp"):
        return None
    return scalar(text, shape)


def _payload(body: bytes, shape: Shape, protocol: str) -> Any:
    if shape.type_name == "structure":
        return _body(body, shape, protocol) if body else None
    return body.decode("utf-8", "replace") if shape.type_name == "string" else body


def _body(body: bytes, shape: Shape, protocol: str) -> Parameters:
    if protocol == "rest-json":
        return dict(_json(json.loads(body), shape))
    return dict(_xml(ElementTree.fromstring(body), shape))


def _xml(element: Element, shape: Shape) -> Any:
    """An element of REST-XML as a value of its shape."""
    kind = shape.type_name
    if kind == "structure":
        return {name: _xml_member(element, name, part) for name, part in shape.members.items()}
    if kind == "list":
        return [_xml(child, shape.member) for child in element]
    if kind == "map":
        return {}
    return _from_text(
        (element.text or "").strip() if kind != "string" else element.text or "", shape
    )


def _xml_member(element: Element, name: str, shape: Shape) -> Any:
    wire = shape.serialization.get("name", name)
    if shape.serialization.get("xmlAttribute"):
        return next((v for k, v in element.items() if _local(k) == _local(wire)), None)
    flattened = shape.type_name == "list" and shape.serialization.get("flattened")
    if flattened:
        wire = shape.member.serialization.get("name", wire)
    found = [child for child in element if _local(child.tag) == wire]
    if flattened:
        return [_xml(child, shape.member) for child in found] or None
    return _xml(found[0], shape) if found else None


def _local(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]

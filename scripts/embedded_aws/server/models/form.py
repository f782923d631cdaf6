"""Parameters of the query protocol and of EC2's, as values of their shapes."""

from typing import Any

from botocore.model import Shape

Tree = dict[str, Any]


def nested(form: dict[str, str]) -> Tree:
    """`A.1.B=x` as {"A": {"1": {"B": "x"}}}; a value beside parts of its own is kept under ""."""
    root: Tree = {}
    for name, value in form.items():
        node = root
        for part in name.split("."):
            node = node.setdefault(part, {})
        node[""] = value
    return root


def form_structure(tree: Tree, shape: Shape, *, ec2: bool) -> dict[str, Any]:
    """The members of a structure that the parameters give."""
    found = {}
    for name, member in shape.members.items():
        node = tree.get(_wire_name(name, member, ec2=ec2))
        if member.type_name == "list" and member.serialization.get("flattened") and not ec2:
            node = tree.get(member.member.serialization.get("name", ""), node)
        found[name] = None if node is None else _value(node, member, ec2=ec2)
    return found


def _wire_name(name: str, shape: Shape, *, ec2: bool) -> str:
    serialization = shape.serialization
    if not ec2:
        return str(serialization.get("name", name))
    if "queryName" in serialization:
        return str(serialization["queryName"])
    wire = str(serialization.get("name", name))
    return wire[:1].upper() + wire[1:]


def _value(node: Tree, shape: Shape, *, ec2: bool) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return form_structure(node, shape, ec2=ec2)
    if kind == "list":
        return [_value(item, shape.member, ec2=ec2) for item in _numbered(node)]
    if kind == "map":
        names = [shape.key.serialization.get("name", "key")]
        names.append(shape.value.serialization.get("name", "value"))
        return {
            item[names[0]][""]: _value(item[names[1]], shape.value, ec2=ec2)
            for item in _numbered(node)
            if names[0] in item and names[1] in item
        }
    return None if "" not in node else scalar(node[""], shape)


def _numbered(node: Tree) -> list[Tree]:
    """The parts of `X.1` or `X.member.1`, whatever word stands between."""
    parts = {name: part for name, part in node.items() if name}
    if parts and not all(name.isdigit() for name in parts):
        (parts,) = parts.values()
    return [parts[name] for name in sorted((name for name in parts if name), key=int)]


def scalar(text: str, shape: Shape) -> Any:
    """A text as its shape's type; None for a timestamp, which no constraint is about."""
    if shape.type_name == "timestamp":
        return None
    if shape.type_name in ("integer", "long"):
        return int(text)
    if shape.type_name in ("float", "double"):
        return float(text)
    if shape.type_name == "boolean":
        return {"true": True, "false": False}[text.lower()]
    return text.encode() if shape.type_name == "blob" else text

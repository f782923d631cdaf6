"""The SVG of a picture: icons are embedded, nothing outside is referenced."""

import base64
import importlib.util
import textwrap
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.commands.diagram.layout import NODE_HEIGHT, EdgePath, Frame, Layout
from scripts.commands.diagram.picture import Node, Picture
from scripts.terraform.documents.component import Components

INK, PALE, PAPER = "#232f3e", "#5a6b7b", "#ffffff"
# Kind of edge -> colour, dashes, what the legend says.
KINDS = {
    "traffic": ("#1f6fb2", "", "may talk to, by security group (TCP port)"),
    "uses": ("#5a6b7b", "7 4", "works for, or reads"),
    "records": ("#8c4fff", "2 4", "records in, or notifies"),
}
_KEY_COLOURS = (
    "#b0084d",
    "#3f8624",
    "#d86613",
    "#00677d",
    "#5a30b5",
    "#8a6d00",
    "#33475b",
    "#c7131f",
)


def add_text(
    parent: ET.Element,
    x: float,
    y: float,
    words: str,
    *,
    size: float,
    fill: str = INK,
    weight: str = "normal",
    anchor: str = "start",
) -> ET.Element:
    """One line of words at a point of its baseline."""
    element = ET.SubElement(parent, "text", x=f"{x:g}", y=f"{y:g}", fill=fill)
    element.set("font-size", f"{size:g}")
    element.set("font-weight", weight)
    element.set("text-anchor", anchor)
    element.text = words
    return element


def add_badge(parent: ET.Element, x: float, y: float, key: int) -> None:
    """The number of a KMS key."""
    colour = _KEY_COLOURS[(key - 1) % len(_KEY_COLOURS)]
    ET.SubElement(parent, "circle", cx=f"{x:g}", cy=f"{y:g}", r="8", fill=colour)
    add_text(parent, x, y + 4, str(key), size=10.5, fill=PAPER, weight="bold", anchor="middle")


_KEYS_IN_A_ROW = 3
_LEGEND_ROW = 22.0


def legend_height(picture: Picture) -> float:
    """Points from its first line to the end of the picture."""
    return 30 + _LEGEND_ROW * -(-len(picture.keys) // _KEYS_IN_A_ROW)


def add_legend(
    root: ET.Element, picture: Picture, left: float, top: float, components: Components
) -> None:
    """Lines in one row, keys in rows below."""
    x = left
    for kind, (colour, dashes, meaning) in KINDS.items():
        line = ET.SubElement(
            root, "line", x1=f"{x:g}", y1=f"{top:g}", x2=f"{x + 34:g}", y2=f"{top:g}", stroke=colour
        )
        line.set("stroke-width", "1.8")
        line.set("marker-end", f"url(#head-{kind})")
        if dashes:
            line.set("stroke-dasharray", dashes)
        add_text(root, x + 42, top + 4, meaning, size=12.5, fill=PALE)
        x += 66 + 6.6 * len(meaning)
    for index, (address, key) in enumerate(picture.keys.items()):
        row, column = divmod(index, _KEYS_IN_A_ROW)
        place, middle = left + 8 + 270 * column, top + 26 + _LEGEND_ROW * row
        add_badge(root, place, middle, key)
        add_text(root, place + 14, middle + 4, _key_name(address, components), size=12.5, fill=PALE)


def _key_name(address: str, components: Components) -> str:
    component = components.of(address).replace("/", "_")
    role = address.partition(".")[2].removeprefix(f"{component}_")
    return f"encrypted by the KMS key `{role}`"


_SVG = "http://www.w3.org/2000/svg"
FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
_MARGIN, _ICON, _LINE = 24.0, 60.0, 16.0
_TITLE = 40.0
_FRAMES = {
    "vpc": ("#8c4fff", "#faf8ff"),
    "public": ("#7aa116", "#f5f9ec"),
    "private": ("#00a4a6", "#eef9f9"),
    "evidence": ("#e7157b", "#fdf3f8"),
}
# What fits below an icon, at the sizes used here.
_TITLE_COLUMNS, _DETAIL_COLUMNS = 17, 22


def draw(picture: Picture, layout: Layout, components: Components) -> str:
    """The SVG of `picture` as it is laid out; the same text for the same picture."""
    legend = legend_height(picture)
    width = max(layout.width, 760) + 2 * _MARGIN
    height = layout.height + 2 * _MARGIN + _TITLE + legend
    root = ET.Element(
        "svg",
        xmlns=_SVG,
        width=f"{width:g}",
        height=f"{height:g}",
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
    )
    root.set("font-family", FONT)
    ET.SubElement(root, "title").text = f"Architecture of the deployment {picture.title}"
    ET.SubElement(root, "rect", width="100%", height="100%", fill=PAPER)
    heading = f"OpenEMR on AWS Fargate: {picture.title}, {picture.region}"
    add_text(root, _MARGIN, 30, heading, size=20, weight="bold")
    scene = ET.SubElement(root, "g", transform=f"translate({_MARGIN:g} {_MARGIN + _TITLE:g})")
    _heads(root)
    _icons(root, picture)
    for frame in layout.frames:
        _frame(scene, frame)
    for path in layout.paths:
        _edge_path(scene, path)
    for id_, (x, y) in layout.nodes.items():
        _node(scene, picture.nodes[id_], x, y, picture.keys)
    for path in layout.paths:
        _label(scene, path)
    add_legend(root, picture, _MARGIN, height - legend, components)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _heads(root: ET.Element) -> None:
    definitions = ET.SubElement(root, "defs")
    for kind, (colour, _, _) in KINDS.items():
        marker = ET.SubElement(
            definitions,
            "marker",
            id=f"head-{kind}",
            viewBox="0 0 10 10",
            refX="9",
            refY="5",
            markerWidth="9",
            markerHeight="9",
            markerUnits="userSpaceOnUse",
            orient="auto",
        )
        ET.SubElement(marker, "path", d="M 0 0 L 10 5 L 0 10 z", fill=colour)


def _frame(scene: ET.Element, frame: Frame) -> None:
    border, fill = _FRAMES[frame.zone]
    ET.SubElement(
        scene,
        "rect",
        x=f"{frame.left:g}",
        y=f"{frame.top:g}",
        width=f"{frame.right - frame.left:g}",
        height=f"{frame.bottom - frame.top:g}",
        rx="6",
        fill=fill,
        stroke=border,
    )
    add_text(
        scene, frame.left + 10, frame.top + 20, frame.title, size=14, fill=border, weight="bold"
    )


def _edge_path(scene: ET.Element, curve: EdgePath) -> None:
    colour, dashes, _ = KINDS[curve.edge.kind]
    first, *rest = (f"{x:g} {y:g}" for x, y in curve.points)
    x, y = curve.tip
    path = ET.SubElement(
        scene,
        "path",
        d=f"M {first} C {' '.join(rest)} L {x:g} {y:g}",
        fill="none",
        stroke=colour,
        id=f"{curve.edge.source}--{curve.edge.target}--{curve.edge.kind}",
    )
    path.set("stroke-width", "1.8" if curve.edge.kind == "traffic" else "1.3")
    path.set("marker-end", f"url(#head-{curve.edge.kind})")
    if dashes:
        path.set("stroke-dasharray", dashes)


def _label(scene: ET.Element, curve: EdgePath) -> None:
    if curve.edge.label:
        x, y = curve.label
        colour = KINDS[curve.edge.kind][0]
        words = add_text(scene, x, y + 4, curve.edge.label, size=13, fill=colour, anchor="middle")
        # A white rim, so that a line behind the words does not strike them out.
        words.set("stroke", PAPER)
        words.set("stroke-width", "4")
        words.set("paint-order", "stroke")


def _node(scene: ET.Element, node: Node, x: float, y: float, keys: dict[str, int]) -> None:
    group = ET.SubElement(scene, "g", id=node.id)
    top = y - NODE_HEIGHT / 2
    icon = f"#{_icon_id(node.icon)}"
    ET.SubElement(group, "use", x=f"{x - _ICON / 2:g}", y=f"{top + 2:g}", href=icon)
    for index, key in enumerate(sorted(keys[address] for address in node.keys)):
        add_badge(group, x + _ICON / 2 + 9 + 17 * index, top + 11, key)
    baseline = top + _ICON + 16
    lines = textwrap.wrap(node.title, _TITLE_COLUMNS)
    for line in lines:
        add_text(group, x, baseline, line, size=14, weight="bold", anchor="middle")
        baseline += _LINE
    for line in (
        part for detail in node.details for part in textwrap.wrap(detail, _DETAIL_COLUMNS)
    ):
        add_text(group, x, baseline, line, size=12.5, fill=PALE, anchor="middle")
        baseline += _LINE - 2


def _icons(root: ET.Element, picture: Picture) -> None:
    """Each icon of the package `diagrams` once, as data."""
    # Imported, the package would load far more than its pictures.
    spec = importlib.util.find_spec("diagrams")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package diagrams is not installed; run scripts/setup.")
    folder = Path(spec.origin).parents[1] / "resources" / "aws"
    definitions = ET.SubElement(root, "defs")
    for name in sorted({node.icon for node in picture.nodes.values()}):
        image = base64.b64encode((folder / name).read_bytes()).decode()
        ET.SubElement(
            definitions,
            "image",
            id=_icon_id(name),
            width=f"{_ICON:g}",
            height=f"{_ICON:g}",
            href=f"data:image/png;base64,{image}",
        )


def _icon_id(name: str) -> str:
    return f"icon-{Path(name).stem}"

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


def _add(parent: ET.Element, tag: str, **attributes: str | float) -> ET.Element:
    """A child; attributes that are empty are left out, and `_` in names is written `-`."""
    child = ET.SubElement(parent, tag)
    for name, value in attributes.items():
        if value != "":
            written = value if isinstance(value, str) else f"{value:g}"
            child.set(name.replace("_", "-"), written)
    return child


def _add_text(
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
    element = _add(parent, "text", x=x, y=y, fill=fill, font_size=size, font_weight=weight)
    element.set("text-anchor", anchor)
    element.text = words
    return element


def _add_badge(parent: ET.Element, x: float, y: float, key: int) -> None:
    """The number of a KMS key."""
    colour = _KEY_COLOURS[(key - 1) % len(_KEY_COLOURS)]
    _add(parent, "circle", cx=x, cy=y, r=8, fill=colour)
    _add_text(parent, x, y + 4, str(key), size=10.5, fill=PAPER, weight="bold", anchor="middle")


_KEYS_IN_A_ROW = 3
_LEGEND_ROW = 22.0


def _legend_height(picture: Picture) -> float:
    """Points from its first line to the end of the picture."""
    return 30 + _LEGEND_ROW * -(-len(picture.keys) // _KEYS_IN_A_ROW)


def _add_legend(
    root: ET.Element, picture: Picture, left: float, top: float, components: Components
) -> None:
    """Lines in one row, keys in rows below."""
    x = left
    for kind, (colour, dashes, meaning) in KINDS.items():
        line = _add(root, "line", x1=x, y1=top, x2=x + 34, y2=top, stroke=colour)
        line.attrib |= {"stroke-width": "1.8", "marker-end": f"url(#head-{kind})"}
        if dashes:
            line.set("stroke-dasharray", dashes)
        _add_text(root, x + 42, top + 4, meaning, size=12.5, fill=PALE)
        x += 66 + 6.6 * len(meaning)
    for index, (address, key) in enumerate(picture.keys.items()):
        row, column = divmod(index, _KEYS_IN_A_ROW)
        place, middle = left + 8 + 270 * column, top + 26 + _LEGEND_ROW * row
        component = components.of(address).replace("/", "_")
        role = address.partition(".")[2].removeprefix(f"{component}_")
        text = f"encrypted by the KMS key `{role}`"
        _add_badge(root, place, middle, key)
        _add_text(root, place + 14, middle + 4, text, size=12.5, fill=PALE)


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
    legend = _legend_height(picture)
    width = max(layout.width, 760) + 2 * _MARGIN
    height = layout.height + 2 * _MARGIN + _TITLE + legend
    root = ET.Element("svg", xmlns=_SVG, width=f"{width:g}", height=f"{height:g}")
    root.set("viewBox", f"0 0 {width:g} {height:g}")
    root.set("role", "img")
    root.set("font-family", FONT)
    _add(root, "title").text = f"Architecture of the deployment {picture.title}"
    _add(root, "rect", width="100%", height="100%", fill=PAPER)
    heading = f"OpenEMR on AWS Fargate: {picture.title}, {picture.region}"
    _add_text(root, _MARGIN, 30, heading, size=20, weight="bold")
    scene = _add(root, "g", transform=f"translate({_MARGIN:g} {_MARGIN + _TITLE:g})")
    _add_heads(root)
    _add_icons(root, picture)
    for frame in layout.frames:
        _add_frame(scene, frame)
    for path in layout.paths:
        _add_edge(scene, path)
    for id_, (x, y) in layout.nodes.items():
        _add_node(scene, picture.nodes[id_], x, y, picture.keys)
    for path in layout.paths:
        _add_label(scene, path)
    _add_legend(root, picture, _MARGIN, height - legend, components)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode") + "\n"


def _add_heads(root: ET.Element) -> None:
    definitions = _add(root, "defs")
    for kind, (colour, _, _) in KINDS.items():
        head = _add(definitions, "marker", id=f"head-{kind}", viewBox="0 0 10 10", refX=9, refY=5)
        head.attrib |= {"markerWidth": "9", "markerHeight": "9"}
        head.attrib |= {"markerUnits": "userSpaceOnUse", "orient": "auto"}
        _add(head, "path", d="M 0 0 L 10 5 L 0 10 z", fill=colour)


def _add_frame(scene: ET.Element, frame: Frame) -> None:
    border, fill = _FRAMES[frame.zone]
    left, top = frame.left, frame.top
    size = {"width": frame.right - left, "height": frame.bottom - top}
    _add(scene, "rect", x=left, y=top, **size, rx=6, fill=fill, stroke=border)
    _add_text(scene, left + 10, top + 20, frame.title, size=14, fill=border, weight="bold")


def _add_edge(scene: ET.Element, curve: EdgePath) -> None:
    kind = curve.edge.kind
    colour, dashes, _ = KINDS[kind]
    first, *rest = (f"{x:g} {y:g}" for x, y in curve.points)
    x, y = curve.tip
    _add(
        scene,
        "path",
        d=f"M {first} C {' '.join(rest)} L {x:g} {y:g}",
        fill="none",
        stroke=colour,
        id=f"{curve.edge.source}--{curve.edge.target}--{kind}",
        stroke_width=1.8 if kind == "traffic" else 1.3,
        marker_end=f"url(#head-{kind})",
        stroke_dasharray=dashes,
    )


def _add_label(scene: ET.Element, curve: EdgePath) -> None:
    if curve.edge.label:
        (x, y), colour = curve.label, KINDS[curve.edge.kind][0]
        words = _add_text(scene, x, y + 4, curve.edge.label, size=13, fill=colour, anchor="middle")
        # A white rim, so that a line behind the words does not strike them out.
        words.attrib |= {"stroke": PAPER, "stroke-width": "4", "paint-order": "stroke"}


def _add_node(scene: ET.Element, node: Node, x: float, y: float, keys: dict[str, int]) -> None:
    group = _add(scene, "g", id=node.id)
    top = y - NODE_HEIGHT / 2
    _add(group, "use", x=x - _ICON / 2, y=top + 2, href=f"#{_icon_id(node.icon)}")
    for index, key in enumerate(sorted(keys[address] for address in node.keys)):
        _add_badge(group, x + _ICON / 2 + 9 + 17 * index, top + 11, key)
    baseline = top + _ICON + 16
    for line in textwrap.wrap(node.title, _TITLE_COLUMNS):
        _add_text(group, x, baseline, line, size=14, weight="bold", anchor="middle")
        baseline += _LINE
    for detail in node.details:
        for line in textwrap.wrap(detail, _DETAIL_COLUMNS):
            _add_text(group, x, baseline, line, size=12.5, fill=PALE, anchor="middle")
            baseline += _LINE - 2


def _add_icons(root: ET.Element, picture: Picture) -> None:
    """Each icon of the package `diagrams` once, as data."""
    # Imported, the package would load far more than its pictures.
    spec = importlib.util.find_spec("diagrams")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package diagrams is not installed; run scripts/setup.")
    folder = Path(spec.origin).parents[1] / "resources" / "aws"
    definitions = _add(root, "defs")
    for name in sorted({node.icon for node in picture.nodes.values()}):
        image = f"data:image/png;base64,{base64.b64encode((folder / name).read_bytes()).decode()}"
        _add(definitions, "image", id=_icon_id(name), width=_ICON, height=_ICON, href=image)


def _icon_id(name: str) -> str:
    return f"icon-{Path(name).stem}"

"""Colours, words and badges that all parts of the picture share."""

from xml.etree import ElementTree as ET

INK, PALE, PAPER = "#232f3e", "#5a6b7b", "#ffffff"
# Kind of edge -> colour, dashes, what the legend says.
KINDS = {
    "traffic": ("#1f6fb2", "", "may talk to, by security group (TCP port)"),
    "uses": ("#5a6b7b", "7 4", "works for, or reads"),
    "records": ("#8c4fff", "2 4", "records in, or tells"),
}
_KEYS = ("#b0084d", "#3f8624", "#d86613", "#00677d", "#5a30b5", "#8a6d00", "#33475b", "#c7131f")


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
    colour = _KEYS[(key - 1) % len(_KEYS)]
    ET.SubElement(parent, "circle", cx=f"{x:g}", cy=f"{y:g}", r="8", fill=colour)
    add_text(parent, x, y + 4, str(key), size=10.5, fill=PAPER, weight="bold", anchor="middle")

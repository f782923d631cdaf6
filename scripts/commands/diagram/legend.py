"""What lines and numbers mean."""

from xml.etree import ElementTree as ET

from scripts.commands.diagram.picture import Picture
from scripts.commands.diagram.style import KINDS, PALE, add_badge, add_text
from scripts.terraform.documents.component import Components

_KEYS_IN_A_ROW = 3
_ROW = 22.0


def legend_height(picture: Picture) -> float:
    """Points from its first line to the end of the picture."""
    return 30 + _ROW * -(-len(picture.keys) // _KEYS_IN_A_ROW)


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
        place, middle = left + 8 + 270 * column, top + 26 + _ROW * row
        add_badge(root, place, middle, key)
        add_text(root, place + 14, middle + 4, _key_name(address, components), size=12.5, fill=PALE)


def _key_name(address: str, components: Components) -> str:
    component = components.of(address).replace("/", "_")
    role = address.partition(".")[2].removeprefix(f"{component}_")
    return f"encrypted by the KMS key `{role}`"

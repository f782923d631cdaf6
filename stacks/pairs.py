"""The two pairs of database and files: their colors, and how names tell them apart."""

from typing import Literal

Color = Literal["blue", "green"]
BLUE: Color = "blue"
# Made by a restore, and the only one with its color in names.
GREEN: Color = "green"
COLORS: tuple[Color, Color] = (BLUE, GREEN)
_GREEN_IDS = f"{GREEN}_"


def id_prefix(color: Color) -> str:
    """What ids of a pair's constructs begin with, and so the names in its Terraform addresses."""
    return "" if color == BLUE else _GREEN_IDS


def color_of_id(name: str) -> Color:
    """The pair of a construct by its id, or by the name in its Terraform address."""
    return GREEN if name.startswith(_GREEN_IDS) else BLUE


def in_blue(address: str) -> str:
    """The same part of blue, for a Terraform address in either pair; any other as it is."""
    kind, dot, name = address.rpartition(".")
    return f"{kind}{dot}{name.removeprefix(_GREEN_IDS)}"

"""SVG to PNG, by resvg."""

import resvg_py

from scripts.cli.errors import OperationFailedError

_SCALE = 2  # sharp on dense screens


class NoFontError(OperationFailedError):
    """No font was found, so that the picture would have no text; the message has the remedy."""


def to_png(svg: str) -> bytes:
    """The picture as PNG, with the fonts of this machine. Raises NoFontError."""
    with_text = _render(svg)
    # resvg silently draws no text if it finds no font.
    if with_text == _render(svg.replace("<text ", "<text display='none' ")):
        raise NoFontError(
            "No font for Helvetica, Arial or DejaVu Sans is installed, so a PNG would have no "
            "text. Install one (Debian: fonts-dejavu-core), or write an .svg, which needs none."
        )
    return with_text


def _render(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_SCALE))

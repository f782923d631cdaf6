"""SVG to PNG, by resvg."""

import resvg_py

from scripts.cli.errors import OperationFailedError

_SCALE = 2  # sharp on dense screens


class NoFontError(OperationFailedError):
    """No font was found, so that the picture would have no words; the message says what to do."""


def to_png(svg: str) -> bytes:
    """The picture as PNG, with the fonts of this machine. Raises NoFontError."""
    with_words = _render(svg)
    # resvg draws no letters, and says nothing, where it finds no font.
    if with_words == _render(svg.replace("<text ", "<text display='none' ")):
        raise NoFontError(
            "No font for Helvetica, Arial or DejaVu Sans is installed, so a PNG would have no "
            "words. Install one (Debian: fonts-dejavu-core), or write an .svg, which needs none."
        )
    return with_words


def _render(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_SCALE))

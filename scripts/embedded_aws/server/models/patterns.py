"""Patterns of AWS's models, which are Java's regular expressions, as Python's.

https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html, read 2026-11-30.
"""

import re
import sys
import unicodedata
from functools import cache

# As AWS's models write the planes above the first, in UTF-16.
_SURROGATES = re.compile(r"\\uD800\\uDC00-\\uDBFF\\uDFFF", re.IGNORECASE)
_PROPERTY = re.compile(r"\\([pP])(?:\{(?:Is)?(\w+)\}|(\w))")
# A class before a hyphen is no end of a range in Java.
_HYPHEN = re.compile(r"(\\[wWdDsS])-(?!\])")
_CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]+)\}")
_POSIX = {
    "ASCII": r"\x00-\x7f",
    "Alnum": "0-9A-Za-z",
    "Alpha": "A-Za-z",
    "Blank": r" \t",
    "Digit": "0-9",
    "Graph": "!-~",
    "Lower": "a-z",
    "Print": " -~",
    "Punct": r"!-/:-@\[-`{-~",
    "Space": r" \t\n\x0b\f\r",
    "Upper": "A-Z",
    "XDigit": "0-9A-Fa-f",
}


@cache
def compiled(pattern: str) -> "re.Pattern[str] | None":
    """The pattern, which a value must match as a whole; None if Python has no such thing."""
    try:
        text = _SURROGATES.sub(r"\\U00010000-\\U0010FFFF", pattern)
        text = _HYPHEN.sub(r"\1\\-", text)
        text = _CODE_POINT.sub(lambda found: f"\\U{int(found[1], 16):08x}", text)
        text = _PROPERTY.sub(lambda found: _property(found, text), text)
        return re.compile(text, re.ASCII)  # as Java's \w, \d and \s are
    except (re.error, KeyError):
        return None


def _property(found: "re.Match[str]", text: str) -> str:
    """A named class of characters, such as L for letters, as ranges."""
    name = found[2] or found[3]
    ranges = _POSIX[name] if name in _POSIX else _category(name)
    inside = _is_in_brackets(text, found.start())
    if inside and found[1] == "P":
        raise KeyError(name)
    return ranges if inside else f"[{'^' if found[1] == 'P' else ''}{ranges}]"


def _is_in_brackets(text: str, position: int) -> bool:
    before = re.sub(r"\\.", "", text[:position])
    return before.rfind("[") > before.rfind("]")


@cache
def _category(name: str) -> str:
    """The ranges of a Unicode category such as L or Lu."""
    members = _categories()[name]
    ranges: list[list[int]] = []
    for point in members:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


@cache
def _categories() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for point in range(sys.maxunicode + 1):
        category = unicodedata.category(chr(point))
        found.setdefault(category, []).append(point)
        found.setdefault(category[0], []).append(point)
    return found

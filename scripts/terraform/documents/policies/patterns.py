"""IAM's wildcards: inclusion and overlap of patterns.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True)
class Some:
    """The texts that match a pattern, in which `*` stands for any text and `?` for one character.

    written: the pattern as the document has it, where upper and lower case are one.
    """

    pattern: str
    written: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.written or self.pattern


@dataclass(frozen=True)
class AllBut:
    """The texts that match none of the patterns: NotAction, NotResource, NotPrincipal."""

    patterns: tuple[str, ...]

    def __str__(self) -> str:
        return f"everything but {', '.join(self.patterns)}"


Part = Some | AllBut


def includes(wide: Part, narrow: Part) -> bool:
    """True if all that `narrow` stands for is in `wide`. In doubt, it is not."""
    if isinstance(wide, Some):
        if isinstance(narrow, Some):
            return _includes(wide.pattern, narrow.pattern)
        return set(wide.pattern) == {"*"}
    if isinstance(narrow, Some):
        return not any(_overlap(each, narrow.pattern) for each in wide.patterns)
    return all(any(_includes(n, w) for n in narrow.patterns) for w in wide.patterns)


def overlap(one: Some, other: Some) -> bool:
    """True if some text matches both."""
    return _overlap(one.pattern, other.pattern)


@cache
def _includes(wide: str, narrow: str) -> bool:
    """Text matching, in which a wildcard of `narrow` is a character that only `*` matches."""
    if not wide:
        return not narrow
    if wide[0] == "*":
        return _includes(wide[1:], narrow) or (bool(narrow) and _includes(wide, narrow[1:]))
    if not narrow or narrow[0] == "*":
        return False
    return (wide[0] in ("?", narrow[0])) and _includes(wide[1:], narrow[1:])


@cache
def _overlap(one: str, other: str) -> bool:
    """True if some text matches both."""
    if one[:1] == "*":
        return _overlap(one[1:], other) or (bool(other) and _overlap(one, other[1:]))
    if other[:1] == "*":
        return _overlap(other, one)
    if not one or not other:
        return not one and not other
    same = one[0] == other[0] or "?" in (one[0], other[0])
    return same and _overlap(one[1:], other[1:])

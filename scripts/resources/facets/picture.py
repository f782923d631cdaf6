"""Facet of `openemr diagram`: how a resource is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Icon:
    """A node of its own.

    icon: of the package `diagrams`. zone: the frame it is in. column: 0 is leftmost. details:
    templates of further lines. fold: the overview has one node for all of the type, the full
    picture one for each component; always_fold: both have one. overview: also there.
    only_if: the argument without which it is not drawn.
    """

    icon: str
    title: str
    zone: str
    column: int
    details: tuple[str, ...] = ()
    fold: bool = False
    always_fold: bool = False
    overview: bool = True
    only_if: str = ""


@dataclass(frozen=True)
class PartOf:
    """Drawn as part of what `argument` refers to, or of the `user` type that refers to it."""

    argument: str = ""
    user: str = ""


@dataclass(frozen=True)
class NotDrawn:
    """Left out of pictures; `reason` says why."""

    reason: str


@dataclass(frozen=True)
class Edge:
    """An arrow from `source` (empty: the resource itself) to what the argument `to` refers to.

    kind: `uses` or `records`. to_type: only references to this type. to_all: instead, every resource of that type.
    """

    to: str
    kind: str
    label: str = ""
    source: str = ""
    to_type: str = ""
    to_all: str = ""

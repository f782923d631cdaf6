"""Facet of `openemr drift`: severity of out-of-band changes, and changes by AWS itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Sensitivity(Enum):
    """Severity of any change of the resource, whatever its attribute."""

    # It guards the rest: access, encryption, backups, evidence.
    GUARD = "critical"
    # Users or operators depend on it at once.
    VITAL = "high"
    ORDINARY = ""


@dataclass(frozen=True)
class ShownBy:
    """Resources whose contents an attribute only shows.

    theirs and ours: the attributes that hold the same value when they belong together.
    """

    type: str
    theirs: str
    ours: str = "id"


@dataclass(frozen=True)
class Drift:
    """Facts for `openemr drift` about a type.

    critical: an attribute whose every change is critical. lowered_is_critical: its protection is
    encryption or evidence. by_itself: path without indices -> why AWS changes it. comes_later:
    empty when Terraform made the resource, set once afterwards. shows: attributes that show what
    is a resource of its own. read_elsewhere: attributes that `drift.unmanaged` reads itself.
    """

    sensitivity: Sensitivity = Sensitivity.ORDINARY
    critical: str = ""
    lowered_is_critical: bool = False
    by_itself: Mapping[str, str] = field(default_factory=dict)
    comes_later: tuple[str, ...] = ()
    shows: Mapping[str, ShownBy] = field(default_factory=dict)
    read_elsewhere: tuple[str, ...] = ()

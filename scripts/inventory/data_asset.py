"""A resource in AWS that holds data, or that data cannot be read without."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

_UNITS = ("B", "KB", "MB", "GB", "TB")
_STEP = 1024


@dataclass(frozen=True)
class DataAsset:
    """A data-bearing resource as AWS describes it now.

    type: Terraform's. id: what AWS and the state know it by. quantities: what AWS charges for, as
    scripts.pricing.leftovers names it. amount: the same for people. keys: ARNs of KMS keys without
    which it cannot be read. locked: why AWS refuses its deletion; empty if it does not. ours: it
    has the deployment's tags, where they were read. foreign: why it, or something in it, may belong
    to another owner; empty if nothing indicates that. until: when AWS deletes it by itself.
    tags: as read from AWS; None if they were not. is_tagged: whether ours are expected on it.
    protection: what keeps it from deletion, also while it is empty. master_user: of a database,
    which keeps it for life. holds_data: something is lost with it.
    """

    type: str
    id: str
    name: str
    quantities: Mapping[str, float] = field(default_factory=dict)
    amount: str = ""
    keys: tuple[str, ...] = ()
    locked: str = ""
    ours: bool = True
    foreign: str = ""
    until: datetime | None = None
    tags: Mapping[str, str] | None = None
    is_tagged: bool = True
    protection: str = ""
    master_user: str = ""
    holds_data: bool = False


def gigabytes(count: float) -> float:
    """Bytes in GiB, the unit that AWS charges by."""
    return count / _STEP**3


def spoken_size(count: float) -> str:
    """Bytes as text, such as `1.5 GB`."""
    unit = 0
    while count >= _STEP and unit < len(_UNITS) - 1:
        count, unit = count / _STEP, unit + 1
    return f"{count:.0f} {_UNITS[unit]}" if unit == 0 else f"{count:.1f} {_UNITS[unit]}"

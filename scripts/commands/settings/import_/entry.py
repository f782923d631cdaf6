"""What becomes of a key: the types of which the tables in `predecessors` consist."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Reading:
    """A value in this product's type and unit; `remark` says what of its meaning is not obvious."""

    value: Any
    remark: str = ""


Conversion: TypeAlias = Callable[[Any], Reading]


@dataclass(frozen=True)
class Becomes:
    """The setting at `setting` holds the value.

    default: what the predecessor takes where nobody chose a value; None: nothing that counts here.
    protects: the larger value protects data, logs or access better. One that nobody chose is left
    out if the default here is larger.
    """

    setting: str
    convert: Conversion = Reading
    remark: str = ""
    default: Any = None
    protects: bool = False


@dataclass(frozen=True)
class Unsupported:
    """No setting holds the value.

    harmless: values that lose nothing thereby, for the reason `then`.
    """

    reason: str
    harmless: tuple[Any, ...] = ()
    then: str = ""


@dataclass(frozen=True)
class Depends:
    """Another key of the same file decides: whether `key` has a value."""

    key: str
    if_set: "Entry"
    if_unset: "Entry"


Entry: TypeAlias = Becomes | Unsupported | Depends

_OFF = (None, False, "", "false", "null", "none")


def missing_feature(reason: str) -> Unsupported:
    """A feature that this product does not have; nothing is lost where it is off."""
    return Unsupported(reason, _OFF, "off there, and not available here")


def is_unset(value: Any) -> bool:
    """True for what the CDK's command line makes of `-c key=null`, besides null itself."""
    return value is None or (isinstance(value, str) and value.lower() in ("", "null", "none"))

"""What every group of settings has in common: strict, frozen, defaults by environment."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


@dataclass(frozen=True)
class InEvaluation:
    """Marks a field whose default differs while `environment` is `evaluation`."""

    default: Any


@dataclass(frozen=True)
class Conflict:
    """Valid settings that do not go together: the fields, relative to their group, and the rule."""

    fields: tuple[str, ...]
    received: Any
    accepted: str


class Group(BaseModel):
    """A group of settings: unknown keys and loose types are errors, values never change."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False
    )

    def conflicts(self) -> Iterator[Conflict]:
        """Rules over more than one field; groups override it."""
        return iter(())

    @model_validator(mode="after")
    def _refuse_conflicts(self) -> "Group":
        conflicts = tuple(self.conflicts())
        if conflicts:
            raise PydanticCustomError("conflict", "settings conflict", {"conflicts": conflicts})
        return self


def with_evaluation_defaults(group: type[Group], data: Any) -> Any:
    """`data` completed with the defaults that `group` marks with InEvaluation."""
    if not isinstance(data, dict):
        return data
    defaults = {
        name: marker.default
        for name, field in group.model_fields.items()
        for marker in field.metadata
        if isinstance(marker, InEvaluation)
    }
    return defaults | data


def refuse(accepted: str) -> PydanticCustomError:
    """The error of a field validator: `accepted` says what would have been taken."""
    return PydanticCustomError("refused", "{accepted}", {"accepted": accepted})


def _toggle(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise refuse('true or false (the strings "true" and "false" are taken too)')


# The predecessor's cdk.json wrote its switches as strings; blocks copied from it must work.
Toggle = Annotated[bool, BeforeValidator(_toggle)]

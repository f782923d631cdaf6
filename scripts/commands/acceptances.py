"""Reader of files with accepted findings: scan's exceptions and drift's ignore list."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scripts.cli.errors import InvalidInputError

_LEAST_WORDS, _LEAST_CHARACTERS = 4, 20


class AcceptancesError(InvalidInputError):
    """An invalid file; the message names each invalid entry, its value and what is accepted."""


def _sentence(text: str) -> str:
    if len(text.split()) < _LEAST_WORDS or len(text) < _LEAST_CHARACTERS:
        raise ValueError
    return text


def not_empty(values: tuple[str, ...]) -> tuple[str, ...]:
    """A validator of lists, which reports nothing if their members are invalid already."""
    if not values:
        raise ValueError
    return values


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


class Acceptance(BaseModel):
    """Fields of every entry: reason, owner, and the day (ISO 8601) after which it expires.

    The description of a field is what an error message says is accepted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    reason: Annotated[str, AfterValidator(_sentence)] = Field(
        description="a sentence with the reason"
    )
    owner: str = Field(min_length=1, description="the person responsible")
    review: Annotated[str, AfterValidator(_day)] = Field(description="a day such as 2027-06-30")

    def is_expired(self, today: date) -> bool:
        """Whether the review day has passed."""
        return date.fromisoformat(self.review) < today


Entry = TypeVar("Entry", bound=Acceptance)


def read_acceptances(file: Path, model: type[Entry], option: str) -> tuple[Entry, ...]:
    """The entries of a JSON file. Raises AcceptancesError, which names all that is invalid."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise AcceptancesError(f"{option} {file}: {problem}") from problem
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise AcceptancesError(f"{option} {file}: must be a JSON list of objects.")
    try:
        return TypeAdapter(tuple[model, ...]).validate_python(raw)  # type: ignore[valid-type]
    except ValidationError as invalid:
        faults = dict.fromkeys(_fault(each, model) for each in invalid.errors())
        lines = (f"{option} {file}: {fault}" for fault in faults)
        raise AcceptancesError("\n".join(lines)) from invalid


def _fault(error: Mapping[str, Any], model: type[Acceptance]) -> str:
    number, name = error["loc"][0] + 1, str(error["loc"][1])
    if error["type"] == "extra_forbidden":
        return f"entry {number}: key {name!r}; accepted: {', '.join(model.model_fields)}."
    found = "is missing" if error["type"] == "missing" else f"is {error['input']!r}"
    return f"entry {number}: {name} {found}; accepted: {model.model_fields[name].description}."

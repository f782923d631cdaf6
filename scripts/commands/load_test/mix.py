"""The request mixes of `mixes.json`.

A mix has an `opening` (once per session) and a `round` (`rounds` times per session). A step may
need values that are extracted from an earlier response; `{name}` in a path or form stands for such
a value. OpenEMR's pages and form fields: https://github.com/openemr/openemr, interface/login,
interface/main/main_screen.php and interface/main/finder (read 2026-11-25).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
SESSION = "session"


@dataclass(frozen=True)
class Extractor:
    """Finds a value in a response. source: `body` or `location`, the header of a redirect.

    pattern: its first group is the value. optional: a response without it is no error.
    """

    name: str
    source: str
    pattern: str
    optional: bool = False


@dataclass(frozen=True)
class Step:
    """One request. think: shortest and longest pause after it, in seconds.

    fresh: it comes without cookies, as from a new user. needs: values that it requires, beside
    those in its path and form. of_the_apis: left out of the round where the APIs are off.
    """

    name: str
    method: str
    path: str
    think: tuple[float, float]
    form: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    of_the_apis: bool = False
    needs: tuple[str, ...] = ()
    extracts: tuple[Extractor, ...] = ()

    @property
    def required(self) -> list[str]:
        """The names of all values that it requires."""
        return [*self.needs, *_PLACEHOLDER.findall(" ".join([self.path, *self.form.values()]))]

    @property
    def signs_in(self) -> bool:
        """True if it begins a session."""
        return any(each.name == SESSION for each in self.extracts)


@dataclass(frozen=True)
class Mix:
    """A kind of user. choices: value -> what it is drawn from for each request."""

    signs_in: bool
    rounds: int
    choices: Mapping[str, tuple[str, ...]]
    opening: tuple[Step, ...]
    round: tuple[Step, ...]

    @property
    def session(self) -> tuple[Step, ...]:
        """Every step from one sign-in to the next."""
        return self.opening + self.round * self.rounds

    @property
    def mean_think(self) -> float:
        """Mean pause after a request, in seconds."""
        return sum(sum(step.think) / 2 for step in self.session) / len(self.session)

    @property
    def sign_in_share(self) -> float:
        """Share of sign-ins among the requests, 0 to 1."""
        return sum(step.signs_in for step in self.session) / len(self.session)

    def step_extracting(self, value: str) -> Step:
        """The step whose response has a value."""
        return next(step for step in self.session if value in [e.name for e in step.extracts])


_MIXES = TypeAdapter(dict[str, Mix]).validate_json(
    Path(__file__).with_name("mixes.json").read_bytes()
)


def mix_of(name: str, *, apis_active: bool) -> Mix:
    """The mix `name`; without the requests to the APIs where these are off."""
    mix = _MIXES[name]
    steps = tuple(step for step in mix.round if apis_active or not step.of_the_apis)
    return replace(mix, round=steps)


def fill(template: str, values: Mapping[str, str]) -> str:
    """`template` with the values for its placeholders."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)

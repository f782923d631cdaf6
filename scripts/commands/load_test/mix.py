"""What visitors do, as data: `mixes.json`.

A mix has an `opening` (once in a session) and a `round` (`rounds` times in a session). A step may
need values that an earlier answer gives; `{name}` in a path or form stands for such a value.
OpenEMR's pages and form fields: https://github.com/openemr/openemr, interface/login,
interface/main/main_screen.php and interface/main/finder (read 2026-11-25).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MIXES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("mixes.json").read_text(encoding="utf-8")
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
SESSION = "session"
# Values that a visitor has from the start.
_OWN = ("user", "password")


@dataclass(frozen=True)
class Gift:
    """A value that an answer gives. source: `body` or `location`, the header of a redirect.

    pattern: its first group is the value. optional: an answer without it is no error.
    """

    name: str
    source: str
    pattern: re.Pattern[str]
    optional: bool


@dataclass(frozen=True)
class Step:
    """One request. think: shortest and longest pause after it, in seconds.

    fresh: it comes without cookies, as from somebody new. needs: values it cannot do without.
    """

    name: str
    method: str
    path: str
    form: Mapping[str, str]
    think: tuple[float, float]
    fresh: bool
    needs: tuple[str, ...]
    gives: tuple[Gift, ...]

    @property
    def needs_session(self) -> bool:
        """True if only somebody signed in can make it."""
        return SESSION in self.needs

    @property
    def signs_in(self) -> bool:
        """True if it begins a session."""
        return any(gift.name == SESSION for gift in self.gives)


@dataclass(frozen=True)
class Mix:
    """A kind of visitors. choices: value -> what it is drawn from for each request."""

    name: str
    description: str
    signs_in: bool
    opening: tuple[Step, ...]
    round: tuple[Step, ...]
    rounds: int
    choices: Mapping[str, tuple[str, ...]]

    @property
    def session(self) -> tuple[Step, ...]:
        """Every step from one sign-in to the next."""
        return self.opening + self.round * self.rounds

    @property
    def mean_think(self) -> float:
        """Seconds of pause after a request, on average."""
        return sum(sum(step.think) / 2 for step in self.session) / len(self.session)

    @property
    def sign_in_share(self) -> float:
        """Part of the requests that are sign-ins, 0 to 1."""
        return sum(step.signs_in for step in self.session) / len(self.session)

    def giver(self, value: str) -> Step:
        """The step whose answer gives a value."""
        return next(step for step in self.session if any(gift.name == value for gift in step.gives))


def mix_of(name: str, *, apis_active: bool) -> Mix:
    """The mix `name`; without the requests to the APIs where these are off."""
    found = _MIXES[name]
    choices = {value: tuple(items) for value, items in found["choices"].items()}
    opening, round_ = (
        tuple(
            _step(each, choices)
            for each in found[part]
            if apis_active or not each.get("of_the_apis")
        )
        for part in ("opening", "round")
    )
    return Mix(
        name, found["description"], found["signs_in"], opening, round_, found["rounds"], choices
    )


def _step(described: Mapping[str, Any], choices: Mapping[str, tuple[str, ...]]) -> Step:
    form: dict[str, str] = described.get("form", {})
    placeholders = _PLACEHOLDER.findall(" ".join([described["path"], *form.values()]))
    known = (*_OWN, *choices)
    needs = [*described.get("needs", []), *(each for each in placeholders if each not in known)]
    least, most = described["think"]
    return Step(
        described["name"],
        described["method"],
        described["path"],
        form,
        (least, most),
        described.get("fresh", False),
        tuple(dict.fromkeys(needs)),
        tuple(
            Gift(name, each["from"], re.compile(each["pattern"]), each.get("optional", False))
            for name, each in described.get("gives", {}).items()
        ),
    )


def filled(template: str, values: Mapping[str, str]) -> str:
    """`template` with the values in their places."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)

"""What the user asked for, checked as a whole before anything is touched."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from scripts.commands.load_test.verdict import Limits

_DAY = 86_400
_MOST_RATE = 2000
_MOST_USERS = 5000
# The predecessor's figure.
_FLOOD_USERS = 255


class MixName(str, Enum):
    """The mixes that ship."""

    CLINIC = "clinic"
    FLOOD = "flood"


class WrongOptionsError(ValueError):
    """Options that are wrong or contradict each other; one line for each mistake."""


class SignInFailedError(RuntimeError):
    """The first sign-in failed, so there was no load; the message says why."""


@dataclass(frozen=True)
class Options:
    """The options of `load-test`; None where the user left it to us. Times in seconds."""

    deployment: str | None
    url: str | None
    mix: MixName
    rate: float | None
    users: int | None
    sessions: int | None
    ramp: float
    warm_up: float
    duration: float
    timeout: float
    user: str | None
    password_env: str | None
    apis: bool | None
    ca: Path | None
    insecure: bool
    yes_production: str | None
    limits: Limits
    report: Path | None
    png: bool

    @property
    def signs_in(self) -> bool:
        """True if the mix needs a user."""
        return self.mix is MixName.CLINIC

    def load(self, default_rate: float) -> tuple[float, int]:
        """Arrivals a second and users; one of them is 0."""
        if self.users is not None:
            return 0.0, self.users
        if self.rate is None and self.mix is MixName.FLOOD:
            return 0.0, _FLOOD_USERS
        return self.rate or default_rate, 0

    def check(self) -> None:
        """Raise WrongOptionsError that names every mistake, the value and what is accepted."""
        problems = [*self._numbers(), *self._texts(), *self._together()]
        if problems:
            raise WrongOptionsError("\n".join(problems))

    def _numbers(self) -> Iterator[str]:
        ranges: tuple[tuple[str, float | None, float, float, str], ...] = (
            ("--rate", self.rate, 0.1, _MOST_RATE, "requests a second"),
            ("--users", self.users, 1, _MOST_USERS, "users"),
            ("--sessions", self.sessions, 1, _MOST_USERS, "sessions"),
            ("--ramp", self.ramp, 0, _DAY, "seconds"),
            ("--warm-up", self.warm_up, 0, _DAY, "seconds"),
            ("--duration", self.duration, 1, _DAY, "seconds"),
            ("--timeout", self.timeout, 0.1, 600, "seconds"),
            ("--p95", self.limits.p95, 0.1, 600_000, "milliseconds"),
            ("--p99", self.limits.p99, 0.1, 600_000, "milliseconds"),
            ("--error-rate", self.limits.error_rate, 0, 100, "percent"),
            ("--min-rate", self.limits.min_rate, 0, _MOST_RATE, "good answers a second"),
        )
        for option, value, least, most, unit in ranges:
            if value is not None and not least <= value <= most:
                yield f"{option} {value:g}: accepted are {least:g} to {most:g} {unit}"

    def _texts(self) -> Iterator[str]:
        if self.url is not None:
            yield from _url_problems(self.url)
        if self.ca is not None and not _holds_certificates(self.ca):
            yield f"--ca {self.ca}: accepted is a file of certificates in PEM"
        if self.report is not None and (self.report.exists() and not self.report.is_dir()):
            yield f"--report {self.report}: accepted is a folder; it is made if it is missing"
        if self.user is not None and not self.user.strip():
            yield "--user '': accepted is the name of a user of OpenEMR"

    def _together(self) -> Iterator[str]:
        if self.rate is not None and self.users is not None:
            yield "--rate with --users: accepted is one of them, an open loop or a closed one"
        if self.users is not None and self.sessions is not None:
            yield "--sessions with --users: accepted with --rate; here each user has a session"
        if self.insecure and self.ca:
            yield "--insecure with --ca: accepted is one of them"
        if not self.signs_in and (self.user is not None or self.password_env is not None):
            yield "--user or --password-env with --mix flood: accepted with clinic, which signs in"
        if self.password_env is not None and self.user is None:
            yield "--password-env without --user: accepted with the user whose password it is"
        if self.png and self.report is None:
            yield "--png without --report: accepted with the folder for the picture"


def _holds_certificates(file: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(file))
    except OSError:  # ssl.SSLError is one too
        return False
    return True


def _url_problems(url: str) -> Iterator[str]:
    accepted = "accepted is https://HOST or http://HOST, optionally with a port, and nothing else"
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
        parts = urlsplit("")
    rest = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if not usable or rest:
        # What stands before @ may be a password.
        yield f"--url {url.rpartition('@')[2]!r}: {accepted}"

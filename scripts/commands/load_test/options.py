"""The options of `openemr load-test` and their validation."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from scripts.cli.errors import InvalidInputError
from scripts.cli.option_class import argument, option
from scripts.cli.options import TerraformOption
from scripts.deployment.http_endpoint import split_url, tls_problems

_DAY = 86_400
_MOST_RATE = 2000
_MOST_USERS = 5000
# The predecessor's figure.
_FLOOD_USERS = 255
_target = functools.partial(option, rich_help_panel="Target")
_load = functools.partial(option, rich_help_panel="Load")
_sign_in = functools.partial(option, rich_help_panel="Sign-in")
_criteria = functools.partial(option, rich_help_panel="Pass criteria")
_reports = functools.partial(option, rich_help_panel="Reports")


class MixName(str, Enum):
    """The request mixes that ship."""

    CLINIC = "clinic"
    FLOOD = "flood"


@dataclass(frozen=True)
class Options:
    """The options of `load-test`; None where the default depends on others. Times in seconds."""

    deployment: str | None = argument(
        None, "A name in cdktf.json; default, without --url to this machine: the first."
    )
    url: str | None = _target(
        None,
        "URL to load: the deployment's own by its outputs (its load balancer too), or one of this "
        "machine. Any other host is refused. Default: the output application_url.",
        "https://HOST",
    )
    mix: MixName = _load(
        MixName.CLINIC,
        "clinic: sign-in, calendar, patient search, charts, API. flood: only the sign-in page, "
        "without cookies; needs no user.",
    )
    rate: float | None = _load(
        None,
        "Requests started per second, however slow the responses are (open loop). Default for "
        "clinic: what the minimum number of tasks serves at autoscaling's target, 1.7 per vCPU "
        "(docs/sizing.md).",
        "NUMBER",
        min=0.1,
        max=_MOST_RATE,
    )
    users: int | None = _load(
        None,
        "Users who wait for each response and then think (closed loop). Default: 255 for flood, "
        "as in the predecessor.",
        "NUMBER",
        min=1,
        max=_MOST_USERS,
    )
    sessions: int | None = _load(
        None,
        "Signed-in users who share --rate. Default: as many as make that rate with their think "
        "times, up to 40, for the firewall limits sign-ins.",
        "NUMBER",
        min=1,
        max=_MOST_USERS,
    )
    ramp: float = _load(30, "The load grows linearly during this time.", "SECONDS", min=0, max=_DAY)
    warm_up: float = _load(
        30, "Full load after the ramp that does not count yet.", "SECONDS", min=0, max=_DAY
    )
    duration: float = _load(
        300, "Full load that counts, after the warm-up.", "SECONDS", min=1, max=_DAY
    )
    timeout: float = _load(30, "How long to wait for a response.", "SECONDS", min=0.1, max=600)
    apis: bool | None = _load(
        None,
        "Include API requests; default: the deployment's activate_openemr_apis.",
        None,
        "--apis/--no-apis",
    )
    user: str | None = _sign_in(
        None,
        "User of OpenEMR, without a second factor. The password of the deployment's first user "
        "(admin) is read from Secrets Manager, another's is prompted for.",
        "NAME",
    )
    password_env: str | None = _sign_in(
        None,
        "Environment variable that holds the password. There is no option for the password itself.",
        "VARIABLE",
    )
    p95: float | None = _criteria(
        None, "Maximum 95th percentile of latency.", "MILLISECONDS", min=0.1, max=600_000
    )
    p99: float | None = _criteria(
        None, "Maximum 99th percentile of latency.", "MILLISECONDS", min=0.1, max=600_000
    )
    error_rate: float = _criteria(
        1,
        "Maximum errors, of all requests that the firewall let through.",
        "PERCENT",
        min=0,
        max=100,
    )
    min_rate: float | None = _criteria(
        None, "Minimum successful responses per second.", "NUMBER", min=0, max=_MOST_RATE
    )
    yes_production: str | None = _target(
        None, "Consent to load this production deployment, instead of typing its name.", "NAME"
    )
    ca: Path | None = _target(
        None, "CA certificates to trust instead of the default ones, PEM.", "FILE"
    )
    insecure: bool = _target(
        False, "Do not verify TLS, and send the password by http:// too.", None, "--insecure"
    )
    report: Path | None = _reports(
        None, "Write report.html, report.json and plot.svg to this folder.", "FOLDER"
    )
    png: bool = _reports(False, "Write plot.png to it as well.", None, "--png")
    as_json: bool = _reports(False, "Print the report as JSON instead of text.", None, "--json")
    terraform: TerraformOption = None

    @property
    def signs_in(self) -> bool:
        """True if the mix needs a user."""
        return self.mix is MixName.CLINIC

    def load(self, default_rate: float) -> tuple[float, int]:
        """Arrivals per second and users; one of them is 0."""
        if self.users is not None:
            return 0.0, self.users
        if self.rate is None and self.mix is MixName.FLOOD:
            return 0.0, _FLOOD_USERS
        return self.rate or default_rate, 0

    def check(self) -> None:
        """Raise InvalidInputError that names every mistake, the value and what is accepted."""
        problems = [*self._invalid_values(), *self._conflicts()]
        if problems:
            raise InvalidInputError("\n".join(problems))

    def _invalid_values(self) -> Iterator[str]:
        if self.url is not None:
            parts = split_url(self.url, ("https", "http"))
            if not parts or (
                parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
            ):
                # What stands before @ may be a password.
                yield (
                    f"--url {self.url.rpartition('@')[2]!r}: accepted: https://HOST or "
                    "http://HOST, optionally with a port, and nothing else"
                )
        if self.report is not None and (self.report.exists() and not self.report.is_dir()):
            yield f"--report {self.report}: accepted: a folder; it is created if missing"
        if self.user is not None and not self.user.strip():
            yield "--user '': accepted: the name of a user of OpenEMR"

    def _conflicts(self) -> Iterator[str]:
        yield from tls_problems(self.ca, insecure=self.insecure)
        if self.rate is not None and self.users is not None:
            yield "--rate with --users: accepted: one of them, an open loop or a closed one"
        if self.users is not None and self.sessions is not None:
            yield "--sessions with --users: accepted with --rate; here each user has a session"
        if not self.signs_in and (self.user is not None or self.password_env is not None):
            yield "--user or --password-env with --mix flood: accepted with clinic, which signs in"
        if self.password_env is not None and self.user is None:
            yield "--password-env without --user: accepted with the user whose password it is"
        if self.png and self.report is None:
            yield "--png without --report: accepted with the folder for the picture"

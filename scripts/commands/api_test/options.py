"""What the user asked for, checked as a whole before anything is touched."""

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

_SITE = re.compile(r"[A-Za-z0-9_.-]+")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|[0-9A-Fa-f:.]+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, appendix A.4


class FlowName(str, Enum):
    """What can be tested, in the order in which it is."""

    DISCOVERY = "discovery"
    AUTHORIZATION_CODE = "authorization-code"
    CLIENT_CREDENTIALS = "client-credentials"


class Enabler(str, Enum):
    """Who enables the clients that this test registers."""

    PERSON = "person"
    ECS_EXEC = "ecs-exec"


class WrongOptionsError(ValueError):
    """Options that are wrong or contradict each other; one line for each mistake."""


@dataclass(frozen=True)
class Options:
    """The options of `api-test`; None where the user left it to us. Times in seconds."""

    deployment: str | None
    url: str | None
    site: str
    flows: tuple[FlowName, ...]
    scopes: tuple[str, ...]
    paste: bool
    port: int
    enable_by: Enabler | None
    timeout: float
    poll: float
    request_timeout: float
    client_id: str | None
    key: Path | None
    jwks_uri: str | None
    ca: Path | None
    insecure: bool
    write: bool | None
    non_interactive: bool

    @property
    def trust(self) -> bool | str:
        """What requests calls `verify`."""
        if self.insecure:
            return False
        return str(self.ca) if self.ca else True

    @property
    def uses_ecs_exec(self) -> bool:
        """True if ECS Exec enables the clients."""
        return self.enable_by is Enabler.ECS_EXEC

    def skipped_because(self, flow: FlowName) -> str:
        """Why a flow is not run; empty if it is."""
        if self.flows and flow not in self.flows and flow is not FlowName.DISCOVERY:
            return "not among the asked-for flows (--flow)"
        if not self.non_interactive or flow is FlowName.DISCOVERY:
            return ""
        if flow is FlowName.AUTHORIZATION_CODE:
            return "a person must sign in (--non-interactive)"
        if self.client_id or self.enable_by:
            return ""
        return (
            "a person must enable the client (--non-interactive); use --enable-by ecs-exec, or "
            "--client-id and --key of an enabled client"
        )

    def check(self) -> None:
        """Raise WrongOptionsError that names every mistake, the value and what is accepted."""
        problems = [*self._single(), *self._together()]
        if problems:
            raise WrongOptionsError("\n".join(problems))

    def _single(self) -> Iterator[str]:
        if self.url is not None:
            yield from _url_problems("--url", self.url, ("https", "http"))
        if self.jwks_uri is not None:
            yield from _url_problems("--jwks-uri", self.jwks_uri, ("https",))
        if not _SITE.fullmatch(self.site):
            yield f"--site {self.site!r}: accepted are letters, digits, dot, hyphen and underscore"
        for scope in self.scopes:
            if not _SCOPE.fullmatch(scope):
                yield f"--scope {scope!r}: accepted is one scope, such as user/Observation.read"
        if self.ca is not None and not _holds_certificates(self.ca):
            yield f"--ca {self.ca}: accepted is a file of certificates in PEM"
        for option in ("timeout", "poll", "request_timeout"):
            seconds = getattr(self, option)
            if not 0 < seconds <= 86_400:
                yield f"--{option.replace('_', '-')} {seconds:g}: accepted are up to 86400 seconds"

    def _together(self) -> Iterator[str]:
        if self.insecure and self.ca:
            yield "--insecure with --ca: accepted is one of them"
        if self.paste and self.non_interactive:
            yield "--paste with --non-interactive: accepted is one of them"
        if self.non_interactive and FlowName.AUTHORIZATION_CODE in self.flows:
            yield (
                "--flow authorization-code with --non-interactive: a person must sign in; accepted "
                "is one of them"
            )
        if self.client_id and not self.key:
            yield "--client-id without --key: accepted with the private key of that client"
        if self.jwks_uri and not self.key:
            yield "--jwks-uri without --key: accepted with the private key published there"
        if self.client_id and self.jwks_uri:
            yield "--client-id with --jwks-uri: its keys are registered already; accepted is one"
        if self.uses_ecs_exec and self.deployment is None and self.url is not None:
            yield (
                "--enable-by ecs-exec with --url alone: accepted with DEPLOYMENT, whose cluster "
                "and service are used"
            )


def _holds_certificates(file: Path) -> bool:
    try:
        ssl.create_default_context(cafile=str(file))
    except OSError:  # ssl.SSLError is one too
        return False
    return True


def _url_problems(option: str, url: str, schemes: tuple[str, ...]) -> Iterator[str]:
    accepted = f"accepted is {' or '.join(f'{scheme}://HOST' for scheme in schemes)}"
    try:
        parts = urlsplit(url)
        has_host = _HOST.fullmatch(parts.hostname or "") is not None
        is_usable = parts.scheme in schemes and has_host and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        yield f"{option} {url!r}: {accepted}, optionally with port and path"
    elif parts.username or parts.password or parts.query or parts.fragment:
        yield f"{option} {url!r}: {accepted} without user, query or fragment"

"""The options of `openemr api-test` and their validation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from scripts.cli.errors import InvalidInputError
from scripts.cli.option_class import argument, option
from scripts.cli.options import TerraformOption
from scripts.deployment.http_endpoint import CaOption, split_url, tls_problems

_SITE = re.compile(r"[A-Za-z0-9_.-]+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, appendix A.4

# openemr src/Common/Session/SessionUtil.php, oauthSessionStart, and issue 6185 (2026-11-30).
NO_SIGN_IN = (
    "plain HTTP: OpenEMR's OAuth cookie is Secure, so that browsers drop it and nobody can sign in"
)


def is_plain_http(url: str) -> bool:
    """True for a URL without TLS."""
    return url.startswith("http:")


class FlowName(str, Enum):
    """The flows, in the order in which they run."""

    DISCOVERY = "discovery"
    AUTHORIZATION_CODE = "authorization-code"
    CLIENT_CREDENTIALS = "client-credentials"


class Enabler(str, Enum):
    """Who enables the clients that this test registers."""

    PERSON = "person"
    ECS_EXEC = "ecs-exec"


@dataclass(frozen=True)
class Options:
    """The options of `api-test`; None where the default depends on others. Times in seconds."""

    deployment: str | None = argument(
        None, "A name in cdktf.json; default without --url: the first one."
    )
    url: str | None = option(
        None, "OpenEMR's URL; default: the deployment's output application_url.", "https://HOST"
    )
    flow: list[FlowName] | None = option(
        None, "Only this flow, after discovery; repeatable. Default: all."
    )
    site: str = option("default", "OpenEMR's site.")
    scope: list[str] | None = option(
        None, "Additional scope to request; system/... is for the system client. Repeatable."
    )
    paste: bool = option(
        False, "Paste the redirect URL instead of listening for it.", None, "--paste"
    )
    port: int = option(0, "Port of 127.0.0.1 for the redirect; 0: any.", min=0, max=65535)
    enable_by: Enabler | None = option(
        None,
        "Who enables the registered clients: a person at Administration > System > API Clients, "
        "or ECS Exec, which also removes them at the end. Default: a person.",
    )
    timeout: float = option(600, "How long to wait for a person.", "SECONDS", min=0.01, max=86_400)
    poll: float = option(
        5, "Interval between checks for enabled clients.", "SECONDS", min=0.01, max=86_400
    )
    request_timeout: float = option(
        30, "How long to wait for a response.", "SECONDS", min=0.01, max=86_400
    )
    client_id: str | None = option(
        None, "Enabled system client to use instead of registering one; with --key."
    )
    key: Path | None = option(
        None, "Private RSA key of the system client, PEM or JWK. Default: a generated one.", "FILE"
    )
    jwks_uri: str | None = option(
        None, "Register this JWKS URI instead of inline keys; with --key.", "https://..."
    )
    print_jwks: bool = option(
        False, "Only print the public keys of --key, to publish them.", None, "--print-jwks"
    )
    ca: CaOption = None
    insecure: bool = option(False, "Do not verify TLS, and accept http://.", None, "--insecure")
    write: bool | None = option(
        None,
        "Create test patients, which no API can delete. Default: --read-only for a deployment "
        "whose environment is production, else --write.",
        None,
        "--write/--read-only",
    )
    non_interactive: bool = option(
        False, "Skip what needs a person, and report it.", None, "--non-interactive"
    )
    terraform: TerraformOption = None
    as_json: bool = option(False, "Print the report as JSON instead of text.", None, "--json")
    report: Path | None = option(None, "Also write the JSON report to this file.", "FILE")

    @property
    def tls_verify(self) -> bool | str:
        """The value of requests' `verify`."""
        if self.insecure:
            return False
        return str(self.ca) if self.ca else True

    @property
    def uses_ecs_exec(self) -> bool:
        """True if ECS Exec enables the clients."""
        return self.enable_by is Enabler.ECS_EXEC

    def skip_reason(self, flow: FlowName, url: str) -> str:
        """Why a flow is not run at `url`; empty if it is."""
        if self.flow and flow not in self.flow and flow is not FlowName.DISCOVERY:
            return "not selected by --flow"
        if flow is FlowName.AUTHORIZATION_CODE and is_plain_http(url):
            return NO_SIGN_IN
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
        """Raise InvalidInputError that names every mistake, the value and what is accepted."""
        problems = [*self._invalid_values(), *self._conflicts()]
        if problems:
            raise InvalidInputError("\n".join(problems))

    def _invalid_values(self) -> Iterator[str]:
        if self.url is not None:
            yield from _url_problems("--url", self.url, ("https", "http"))
        if self.jwks_uri is not None:
            yield from _url_problems("--jwks-uri", self.jwks_uri, ("https",))
        if not _SITE.fullmatch(self.site):
            yield f"--site {self.site!r}: accepted: letters, digits, dot, hyphen and underscore"
        for scope in self.scope or ():
            if not _SCOPE.fullmatch(scope):
                yield f"--scope {scope!r}: accepted: one scope, such as user/Observation.read"
        if self.report and (self.report.is_dir() or not self.report.absolute().parent.is_dir()):
            yield f"--report {self.report}: accepted: a file in an existing folder"

    def _conflicts(self) -> Iterator[str]:
        yield from tls_problems(self.ca, insecure=self.insecure)
        if self.paste and self.non_interactive:
            yield "--paste with --non-interactive: accepted: one of them"
        if self.non_interactive and FlowName.AUTHORIZATION_CODE in (self.flow or ()):
            yield (
                "--flow authorization-code with --non-interactive: a person must sign in; "
                "accepted: one of them"
            )
        if self.client_id and not self.key:
            yield "--client-id without --key: accepted with the private key of that client"
        if self.jwks_uri and not self.key:
            yield "--jwks-uri without --key: accepted with the private key published there"
        if self.client_id and self.jwks_uri:
            yield (
                "--client-id with --jwks-uri: its keys are registered already; accepted: one of "
                "them"
            )
        if self.uses_ecs_exec and self.deployment is None and self.url is not None:
            yield (
                "--enable-by ecs-exec with --url alone: accepted with DEPLOYMENT, whose cluster "
                "and service are used"
            )


def _url_problems(option: str, url: str, schemes: tuple[str, ...]) -> Iterator[str]:
    accepted = f"accepted: {' or '.join(f'{scheme}://HOST' for scheme in schemes)}"
    parts = split_url(url, schemes)
    if not parts:
        yield f"{option} {url!r}: {accepted}, optionally with port and path"
    elif parts.username or parts.password or parts.query or parts.fragment:
        yield f"{option} {url!r}: {accepted} without user, query or fragment"

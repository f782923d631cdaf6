"""The HTTP endpoint of a deployment: how options name it, and who answers a request to it."""

import re
import ssl
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

import typer

from scripts.cli.errors import InvalidInputError
from scripts.project import ROOT
from stacks.settings import SettingsError, read_settings

CaOption = Annotated[
    Path | None,
    typer.Option(help="CA certificates to trust instead of the default ones, PEM.", metavar="FILE"),
]

# An Application Load Balancer names itself where it answers for AWS WAF or for lack of targets.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
_LOAD_BALANCER = "awselb/"
# Where AWS WAF wants a CAPTCHA or a challenge (read 2026-11-25):
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
_WAF_ACTION = "x-amzn-waf-action"
_GATEWAY_ERRORS = (502, 503, 504)
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|[0-9A-Fa-f:.]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Responder(Enum):
    """What answered a request."""

    OPENEMR = "OpenEMR"
    WAF = "AWS WAF"
    LOAD_BALANCER = "load balancer"


def responder(status: int, headers: Mapping[str, str], text: str) -> Responder:
    """Who answered. Names of `headers` are in lower case, unless the mapping ignores case.

    OpenEMR's web server calls itself Apache, and OpenEMR refuses in JSON or by its name.
    """
    if _WAF_ACTION in headers:
        return Responder.WAF
    server = headers.get("server", "").lower()
    has_marks = (
        server.startswith("apache")
        or "x-powered-by" in headers
        or "openemr" in headers.get("set-cookie", "").lower()
        or "openemr" in text.lower()
        or text.lstrip().startswith("{")
    )
    is_load_balancer = server.startswith(_LOAD_BALANCER)
    if status == 403 and (is_load_balancer or not has_marks):
        return Responder.WAF
    if (status >= 500 and is_load_balancer) or (status in _GATEWAY_ERRORS and not has_marks):
        return Responder.LOAD_BALANCER
    return Responder.OPENEMR


def split_url(url: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """The parts of a URL with one of `schemes` and a host; None if it is no such URL."""
    try:
        parts = urlsplit(url)
        has_host = _HOST.fullmatch(parts.hostname or "") is not None
        usable = parts.scheme in schemes and has_host and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what makes two addresses the same. Raises ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return parts.scheme, host, parts.port or _DEFAULT_PORTS.get(parts.scheme)


def tls_problems(ca: Path | None, *, insecure: bool) -> Iterator[str]:
    """What is wrong with --ca and --insecure."""
    if ca is not None:
        try:
            ssl.create_default_context(cafile=str(ca))
        except OSError:  # ssl.SSLError is one too
            yield f"--ca {ca}: accepted is a file of certificates in PEM"
    if insecure and ca:
        yield "--insecure with --ca: accepted is one of them"


def deployment_settings(name: str) -> Any:
    """The settings of a deployment. Raises InvalidInputError with all invalid settings."""
    try:
        return read_settings(ROOT / "cdktf.json").deployments[name]
    except SettingsError as invalid:
        raise InvalidInputError(str(invalid)) from invalid

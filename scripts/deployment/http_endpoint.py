"""The HTTP endpoint of a deployment, as options name it."""

import re
import ssl
from collections.abc import Iterator
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

_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|[0-9A-Fa-f:.]+")
_DEFAULT_PORTS = {"http": 80, "https": 443}


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
    """Scheme, host and port of a URL. Raises ValueError."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return parts.scheme, host, parts.port or _DEFAULT_PORTS.get(parts.scheme)


def tls_problems(ca: Path | None, *, insecure: bool) -> Iterator[str]:
    """Problems with --ca and --insecure."""
    if ca is not None:
        try:
            ssl.create_default_context(cafile=str(ca))
        except OSError:  # ssl.SSLError is one too
            yield f"--ca {ca}: accepted: a file of certificates in PEM"
    if insecure and ca:
        yield "--insecure and --ca: cannot be used together"


def deployment_settings(name: str) -> Any:
    """The settings of a deployment. Raises InvalidInputError with all invalid settings."""
    try:
        return read_settings(ROOT / "cdktf.json").deployments[name]
    except SettingsError as invalid:
        raise InvalidInputError(str(invalid)) from invalid

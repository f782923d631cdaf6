"""How the stand-in differs from a well-configured OpenEMR 8, for one test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Forced:
    """An answer given instead of OpenEMR's. after: so many requests get the usual one first."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    after: int = 0


@dataclass
class Behaviour:
    """Switches of the stand-in. Times in seconds."""

    apis_on: bool = True
    system_scopes_on: bool = True
    site_address: str = ""
    """Empty: the address at which it listens."""
    enabled_from_the_start: bool = False
    enabled_list: Path | None = None
    """A file with the ids of clients that are enabled beside those an administrator enables."""
    redirects_registered: bool = True
    """False: it forgets the redirect URIs of each registration."""
    scripted_consent: bool = True
    """False: a page that holds every scope itself, and may deny, as in 7.0.2 and 7.0.3."""
    inline_jwks: str = "accepted"
    """Or `refused`, or `breaks` with HTTP 500, as several releases do."""
    pkce_method: str = "S256"
    token_seconds_of_systems: int = 60
    empty_lists_are_404: bool = True
    standard_list: str = "wrapped"
    """Or `bare`."""
    system_tokens_open_the_standard_api: bool = False
    signs_out_by_form: bool = False
    """True as in 7.0.3; 8.0.0 and 8.2 read the ID token from the query only (userSessionLogout)."""
    signs_by_another_key: bool = False
    validation_status: int = 200
    forgets_name_text: bool = False
    published_keys: Mapping[str, Any] = field(default_factory=dict)
    """What https://.../published/jwks.json holds."""
    forced: dict[str, Forced] = field(default_factory=dict)
    """By path."""
    silent: set[str] = field(default_factory=set)
    """Paths that never answer."""
    clock_offset: float = 0.0
    """Its clock is so much ahead of ours."""

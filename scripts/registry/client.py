"""A repository of a registry, read by the OCI distribution protocol as anonymous client.

https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
https://distribution.github.io/distribution/spec/auth/token/ (both read 2026-11-30)
"""

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from scripts.registry.errors import (
    ImageMissingError,
    RateLimitError,
    RegistryError,
    UnreachableError,
    WrongContentError,
)
from scripts.registry.manifest import LARGEST_BYTES, MEDIA_TYPES, Descriptor, Manifest
from scripts.registry.reference import DOCKER_HUB, Reference, is_loopback

# To connect, and between two pieces of an answer.
_TIMEOUT_SECONDS = (10, 60)
_REDIRECTS = 5
_ATTEMPTS = 4
_PAUSE_SECONDS = 2.0
_CHUNK_BYTES = 1024 * 1024
_REDIRECTED = (301, 302, 303, 307, 308)
_CLOSED = (401, 403)
# https://docs.docker.com/docker-hub/usage/pulls/ (read 2026-11-30)
_LIMIT_OF_DOCKER_HUB = (
    "Docker Hub serves 100 pulls in 6 hours to each IPv4 address or IPv6 /64 network without an "
    "account. "
)
_BEARER = "bearer "


class Registry:
    """One repository; a token is fetched when the registry asks for one.

    pause: time.sleep, between attempts to continue a broken download.
    """

    def __init__(self, image: Reference, pause: Callable[[float], None] = time.sleep) -> None:
        self.image = image
        self._pause = pause
        self._token = ""
        self._opened: Any = None

    def manifest(self, version: str = "") -> Manifest:
        """The manifest or index of a tag or digest, by default the reference's own.

        Its bytes have the digest, or they are refused. Raises RegistryError.
        """
        wanted = version or self.image.version
        accepted = {"Accept": ", ".join(MEDIA_TYPES)}
        with self._answer(f"manifests/{wanted}", accepted) as answer:
            raw = self._limited(answer)
            said = answer.headers.get("Docker-Content-Digest", "")
            media_type = answer.headers.get("Content-Type", "").partition(";")[0].strip()
        if media_type not in MEDIA_TYPES:
            raise WrongContentError(
                f"{self.image.host} sent {wanted} as {media_type or 'nothing'}. "
                f"Accepted: {', '.join(MEDIA_TYPES)}."
            )
        found = Manifest(raw, media_type)
        expected = wanted if wanted.startswith("sha256:") else said or found.digest
        if found.digest != expected:
            raise WrongContentError(
                f"{self.image.host} sent another manifest than {expected}: its SHA-256 is "
                f"{found.digest}. Nothing of it is used."
            )
        return found

    def blob(self, wanted: Descriptor) -> Iterator[bytes]:
        """The bytes of a blob, in pieces; a broken download is continued where it broke.

        Raises RegistryError; also after the last piece, if all together have another digest or
        size. Until then nothing of it may be used.
        """
        hashed, done, failures = hashlib.sha256(), 0, 0
        while done < wanted.size or not wanted.size:
            before = done
            try:
                for piece in self._pieces(wanted, done):
                    done += len(piece)
                    if done > wanted.size:
                        raise self._unlike(wanted, f"more than {wanted.size} bytes")
                    hashed.update(piece)
                    yield piece
            except UnreachableError:
                failures = 0 if done > before else failures + 1
                if failures >= _ATTEMPTS:
                    raise
            else:
                failures = 0 if done > before else failures + 1
                if failures >= _ATTEMPTS:
                    raise self._unlike(wanted, f"{done} of {wanted.size} bytes")
            if done == wanted.size:
                break
            self._pause(_PAUSE_SECONDS * (failures + 1))
        if (found := f"sha256:{hashed.hexdigest()}") != wanted.digest:
            raise self._unlike(wanted, f"bytes with the SHA-256 {found}")

    def read(self, wanted: Descriptor) -> bytes:
        """A small blob as a whole, such as an image's configuration. Raises RegistryError."""
        if wanted.size > LARGEST_BYTES:
            raise self._unlike(wanted, f"{wanted.size} bytes, where {LARGEST_BYTES} are the most")
        return b"".join(self.blob(wanted))

    def _pieces(self, wanted: Descriptor, start: int) -> Iterator[bytes]:
        """What follows the first `start` bytes."""
        ranged = {"Range": f"bytes={start}-"} if start else {}
        with self._answer(f"blobs/{wanted.digest}", ranged) as answer, self._reading():
            # A server may ignore the range and begin anew.
            skipped = start if start and answer.status_code != 206 else 0
            for piece in answer.iter_content(_CHUNK_BYTES):
                rest = piece[skipped:]
                skipped -= len(piece) - len(rest)
                if rest:
                    yield rest

    @contextlib.contextmanager
    def _answer(self, path: str, headers: Mapping[str, str]) -> Iterator[Any]:
        answer = self._ask(f"{self.image.url}/{path}", headers)
        if answer.status_code in _CLOSED and self._fetch_token(answer):
            answer.close()
            answer = self._ask(f"{self.image.url}/{path}", headers)
        try:
            self._check(answer, path)
            yield answer
        finally:
            answer.close()

    def _ask(self, url: str, headers: Mapping[str, str]) -> Any:
        """GET with redirects, which take the token no further than the registry itself."""
        for _ in range(_REDIRECTS + 1):
            token = self._token if _origin(url) == _origin(self.image.url) else ""
            answer = self._get(url, {**headers, "Accept-Encoding": "identity"}, token)
            if answer.status_code not in _REDIRECTED:
                return answer
            url = urljoin(url, answer.headers.get("Location", ""))
            answer.close()
            self._demand_safe(url)
        raise RegistryError(f"{self.image.host} redirects more than {_REDIRECTS} times.")

    def _get(self, url: str, headers: Mapping[str, str], token: str, params: Any = None) -> Any:
        def authorize(request: Any) -> Any:
            if token:
                request.headers["Authorization"] = f"Bearer {token}"
            return request

        with self._reading():
            # An `auth` of our own, or requests would take a password from ~/.netrc.
            return self._session.get(
                url,
                params=params,
                headers=headers,
                auth=authorize,
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,
            )

    def _fetch_token(self, refused: Any) -> bool:
        """Whether a new token may open what was refused."""
        import requests  # noqa: PLC0415 - a third of a second

        challenge = refused.headers.get("WWW-Authenticate", "")
        if not challenge.lower().startswith(_BEARER):
            return False
        asked = requests.utils.parse_dict_header(challenge[len(_BEARER) :])
        realm = asked.get("realm") or ""
        self._demand_safe(realm)
        params = {key: asked[key] for key in ("service", "scope") if asked.get(key)}
        answer = self._get(realm, {"Accept": "application/json"}, "", params)
        with contextlib.closing(answer):
            if answer.status_code in _CLOSED:
                return False
            self._check(answer, "token")
            try:
                granted = answer.json()
                self._token = str(granted.get("token") or granted["access_token"])
            except (ValueError, KeyError, AttributeError) as problem:
                raise RegistryError(f"{urlsplit(realm).hostname} gave no token.") from problem
        return True

    @property
    def _session(self) -> Any:
        import requests  # noqa: PLC0415 - a third of a second

        self._opened = self._opened or requests.Session()
        return self._opened

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        import requests  # noqa: PLC0415 - a third of a second

        try:
            yield
        except requests.RequestException as failed:
            raise UnreachableError(
                f"{self.image.host} does not answer from here ({type(failed).__name__}). Run this "
                "where the registry can be reached."
            ) from failed

    def _check(self, answer: Any, path: str) -> None:
        code, host = answer.status_code, self.image.host
        if code in (200, 206):
            return
        if code == 429:
            after = answer.headers.get("Retry-After", "")
            wait = f"Try again after {after} s" if after.isdigit() else "Try again later"
            limit = _LIMIT_OF_DOCKER_HUB if host == DOCKER_HUB else ""
            raise RateLimitError(
                f"{host} refuses further requests of this address (429). {limit}{wait}, or from "
                "another address."
            )
        if code in (*_CLOSED, 404):
            raise ImageMissingError(
                f"{host} has no {path} of {self.image.repository} for anonymous clients ({code})."
            )
        kind = UnreachableError if code >= 500 else RegistryError
        raise kind(f"{host} answers {code} to the request for {path}. Try again later.")

    def _limited(self, answer: Any) -> bytes:
        raw = b""
        with self._reading():
            for piece in answer.iter_content(_CHUNK_BYTES):
                raw += piece
                if len(raw) > LARGEST_BYTES:
                    raise WrongContentError(
                        f"{self.image.host} sent a manifest of more than {LARGEST_BYTES} bytes."
                    )
        return raw

    def _demand_safe(self, url: str) -> None:
        """Nobody on the way may read a token, or send us elsewhere."""
        parts = urlsplit(url)
        local = self.image.is_local and is_loopback(parts.hostname or "")
        if parts.scheme != "https" and not (parts.scheme == "http" and local):
            raise RegistryError(
                f"{self.image.host} sends clients to {url!r}, which is not HTTPS. Not followed."
            )

    def _unlike(self, wanted: Descriptor, found: str) -> WrongContentError:
        return WrongContentError(
            f"{self.image.host} sent {found} for {wanted.digest}, whose size is {wanted.size} "
            "bytes. Nothing of it is used; try again later."
        )


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc

"""The registry's client against a registry that answers as Docker Hub does."""

from collections.abc import Callable

import pytest

from scripts.registry import (
    Descriptor,
    ImageMissingError,
    Manifest,
    RateLimitError,
    Registry,
    RegistryError,
    UnreachableError,
    WrongContentError,
    parse_reference,
)
from tests.contract.images.made import LAYER, digest, made
from tests.contract.images.registry import StandIn

BIG = bytes(range(256)) * 8192


def opened(registry: StandIn, version: str = ":8.2.0") -> Registry:
    reference = parse_reference(f"{registry.host}/openemr/openemr{version}")
    return Registry(reference, pause=lambda _seconds: None)


def layer(data: bytes) -> Descriptor:
    return Descriptor(digest(data), len(data), LAYER)


def test_a_tag_gives_the_index_with_its_digest(registry: StandIn) -> None:
    image = registry.images["openemr/openemr:8.2.0"] = made(BIG)
    found = opened(registry).manifest()
    assert (found.digest, found.raw) == (image.top, image.documents[image.top][1])
    arm = found.of_architecture("arm64")
    assert arm
    assert arm.digest == image.children["arm64"]
    assert len(found.children) == 3
    child = opened(registry).manifest(arm.digest)
    assert [each.digest for each in child.blobs][1] == digest(BIG)


def test_blobs_come_from_another_host_which_gets_no_token(registry: StandIn) -> None:
    registry.images["openemr/openemr:8.2.0"] = made(BIG)
    assert b"".join(opened(registry).blob(layer(BIG))) == BIG
    assert registry.leaked == []
    assert sum("/token" in path for path in registry.asked) == 1
    asked = next(path for path in registry.asked if "/token" in path)
    assert asked == (
        "/token?service=registry.docker.io&scope=repository%3Aopenemr%2Fopenemr%3Apull"
    )


@pytest.mark.parametrize("ignores_ranges", [False, True])
def test_a_broken_download_is_continued(registry: StandIn, ignores_ranges: bool) -> None:
    registry.images["openemr/openemr:8.2.0"] = made(BIG)

    def whole_at_last(_path: str, headers: dict[str, str]) -> None:
        if headers.get("Range"):
            registry.behaviour.truncated = None

    registry.behaviour.truncated = 1_500_000
    registry.behaviour.ignores_ranges = ignores_ranges
    registry.behaviour.served = whole_at_last
    assert b"".join(opened(registry).blob(layer(BIG))) == BIG
    assert sum("/blobs/" in path for path in registry.asked) > 2


def test_a_download_that_never_goes_on_ends_with_an_error(registry: StandIn) -> None:
    registry.images["openemr/openemr:8.2.0"] = made(BIG)
    registry.behaviour.truncated = 0
    with pytest.raises(UnreachableError, match="does not answer"):
        list(opened(registry).blob(layer(BIG)))


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


@pytest.mark.parametrize("spoils", [flipped, lambda data: data + b"x", lambda data: data[:-1]])
def test_bytes_that_are_not_those_of_the_digest_are_refused(
    registry: StandIn, spoils: Callable[[bytes], bytes]
) -> None:
    registry.images["openemr/openemr:8.2.0"] = made(BIG)
    registry.behaviour.spoils = spoils
    with pytest.raises(WrongContentError, match="sent"):
        list(opened(registry).blob(layer(BIG)))
    for version in ("", registry.images["openemr/openemr:8.2.0"].top):
        with pytest.raises(WrongContentError, match="another manifest"):
            opened(registry).manifest(version)


def test_a_limit_is_told_with_the_time_to_wait(registry: StandIn) -> None:
    registry.behaviour.status, registry.behaviour.headers = 429, {"Retry_After": "5400"}
    with pytest.raises(RateLimitError, match="Try again after 5400 s"):
        opened(registry).manifest()


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (404, ImageMissingError, r"has no manifests/8.2.0 of openemr/openemr .*\(404\)"),
        (401, ImageMissingError, r"anonymous clients \(401\)"),
        (403, ImageMissingError, r"anonymous clients \(403\)"),
        (500, UnreachableError, "answers 500"),
        (418, RegistryError, "answers 418"),
    ],
)
def test_refusals(registry: StandIn, status: int, error: type[Exception], said: str) -> None:
    registry.behaviour.status = status
    with pytest.raises(error, match=said):
        opened(registry).manifest()


@pytest.mark.parametrize("where", ["http://registry.example.org", "file:///etc", "ftp://x/"])
def test_no_redirect_leads_out_of_https(registry: StandIn, where: str) -> None:
    registry.images["openemr/openemr:8.2.0"] = made(BIG)
    registry.behaviour.redirects_to = where
    with pytest.raises(RegistryError, match="not HTTPS"):
        list(opened(registry).blob(layer(BIG)))


def test_no_token_is_asked_for_without_https(registry: StandIn) -> None:
    registry.behaviour.realm = "http://auth.example.org/token"
    with pytest.raises(RegistryError, match="not HTTPS"):
        opened(registry).manifest()


def test_redirects_in_a_circle_end(registry: StandIn) -> None:
    registry.images["openemr/openemr:8.2.0"] = made(BIG)
    registry.behaviour.redirects_to = f"http://{registry.host}"
    with pytest.raises(RegistryError, match="redirects more than 5 times"):
        list(opened(registry).blob(layer(BIG)))


def test_nobody_listening_is_told_plainly() -> None:
    reference = parse_reference("127.0.0.1:1/openemr/openemr:8.2.0")
    with pytest.raises(UnreachableError, match="does not answer from here"):
        Registry(reference).manifest()


def test_no_password_of_netrc_is_sent(
    registry: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    file = f"{tmp_path}/netrc"
    with open(file, "w", encoding="utf-8") as written:  # noqa: PTH123
        written.write("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", file)
    seen: list[str] = []
    registry.images["openemr/openemr:8.2.0"] = made(BIG)
    registry.behaviour.served = lambda _path, headers: seen.append(
        str(headers.get("Authorization"))
    )
    assert isinstance(opened(registry).manifest(), Manifest)
    assert {each for each in seen if each.startswith("Basic")} == set()

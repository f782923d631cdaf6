"""References as Docker reads them."""

import pytest

from scripts.registry.errors import InvalidReferenceError
from scripts.registry.reference import parse_reference

DIGEST = "sha256:" + "0" * 64
HUB = "registry-1.docker.io"


@pytest.mark.parametrize(
    ("text", "host", "repository", "version"),
    [
        ("openemr/openemr:8.2.0", HUB, "openemr/openemr", "8.2.0"),
        ("alpine:3.23", HUB, "library/alpine", "3.23"),
        ("docker.io/openemr/openemr:8.2.0", HUB, "openemr/openemr", "8.2.0"),
        ("index.docker.io/openemr/openemr:8.2.0", HUB, "openemr/openemr", "8.2.0"),
        ("registry-1.docker.io/alpine:3.23", HUB, "library/alpine", "3.23"),
        (f"openemr/openemr@{DIGEST}", HUB, "openemr/openemr", DIGEST),
        (f"openemr/openemr:8.2.0@{DIGEST}", HUB, "openemr/openemr", DIGEST),
        ("ghcr.io/a/b/c:1", "ghcr.io", "a/b/c", "1"),
        ("localhost/a:1", "localhost", "a", "1"),
        ("localhost:5000/a:1", "localhost:5000", "a", "1"),
        ("127.0.0.1:5000/a/b:1", "127.0.0.1:5000", "a/b", "1"),
        ("public.ecr.aws/x/openemr:1", "public.ecr.aws", "x/openemr", "1"),
    ],
)
def test_accepted(text: str, host: str, repository: str, version: str) -> None:
    found = parse_reference(text)
    assert (found.host, found.repository, found.version) == (host, repository, version)


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("127.0.0.1:5000/a:1", "http"),
        ("127.1.2.3/a:1", "http"),
        ("localhost:80/a:1", "http"),
        ("localhost.example.org/a:1", "https"),
        ("128.0.0.1:5000/a:1", "https"),
        ("openemr/openemr:8", "https"),
    ],
)
def test_only_registries_of_this_machine_are_read_without_tls(text: str, scheme: str) -> None:
    assert parse_reference(text).url.partition(":")[0] == scheme


@pytest.mark.parametrize(
    "text",
    ["", "openemr", "openemr/openemr", "openemr:", f"openemr@{DIGEST[:-1]}", "UP/case:1", "a:1\n"],
)
def test_refused(text: str) -> None:
    with pytest.raises(InvalidReferenceError, match="Accepted: NAME:TAG"):
        parse_reference(text)

"""apache.conf in the real Apache: workers, connections, addresses, caches and compression."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.contract.application.apache import Apache
from tests.contract.application.containers import Container
from tests.contract.application.servers import Authority

pytestmark = pytest.mark.servers

VARIABLES = {"APACHE_WORKERS": "6", "TRUSTED_PROXIES": "127.0.0.0/8 10.0.0.0/16"}
CONFIGURATION = Container.text("apache.conf")
PAGE = b"<html>" + b"a page with a token " * 500
STYLE = b"body { color: black }\n" * 500


@pytest.fixture(scope="module")
def apache(workshop: Path, authority: Authority) -> Iterator[Apache]:
    made = Apache(workshop / "apache", authority, CONFIGURATION)
    pages = made.root / "htdocs"
    (pages / "page.php").write_bytes(PAGE)
    (pages / "style.css").write_bytes(STYLE)
    (pages / "photo.png").write_bytes(b"\x89PNG" + bytes(range(256)) * 8)
    (pages / "data.pdf").write_bytes(b"%PDF" * 500)
    (pages / ".htaccess").write_text("RewriteEngine On\nRewriteRule ^apis/ page.php [L]\n")
    made.start(VARIABLES)
    yield made
    made.stop()


def test_the_configuration_passes_the_check_that_serve_runs(apache: Apache) -> None:
    done = apache.check(VARIABLES)
    assert done.returncode == 0, done.stderr
    for module in ("deflate_module", "remoteip_module"):
        assert module in done.stdout


def test_a_setting_that_apache_does_not_understand_fails_the_check(apache: Apache) -> None:
    done = apache.check({**VARIABLES, "TRUSTED_PROXIES": "10.0.0.0/99"})
    assert done.returncode != 0
    assert "RemoteIP" in done.stderr


def test_an_image_without_the_modules_is_served_all_the_same(
    workshop: Path, authority: Authority
) -> None:
    less = Apache(workshop / "less", authority, CONFIGURATION, without=("deflate", "remoteip"))
    done = less.check(VARIABLES)
    assert done.returncode == 0, done.stderr
    assert "deflate_module" not in done.stdout
    (less.root / "htdocs/style.css").write_bytes(STYLE)
    less.start(VARIABLES)
    try:
        assert less.get("/style.css", Accept_Encoding="gzip").body == STYLE
    finally:
        less.stop()


def test_a_burst_gets_no_more_workers_than_memory_holds(apache: Apache) -> None:
    """120 at once: all answered, by six processes."""
    with ThreadPoolExecutor(120) as pool:
        answers = list(pool.map(lambda _: apache.get("/style.css"), range(120)))
    assert {(answer.status, answer.body) for answer in answers} == {(200, STYLE)}
    assert apache.workers <= 6


def test_connections_are_not_kept(apache: Apache) -> None:
    """Else one that the balancer keeps would hold a worker, or be closed under its next request."""
    answer = apache.get("/page.php", Connection="keep-alive")
    assert answer.headers["Connection"] == "close"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.8", "198.51.100.8"),
        ("2001:db8::7", "2001:db8::7"),
    ],
    ids=["client", "forged first entry", "ipv6"],
)
def test_the_log_has_the_address_that_the_balancer_saw(
    apache: Apache, forwarded: str, address: str
) -> None:
    name = forwarded.replace(", ", "-").replace(":", "-")
    apache.get(f"/style.css?{name}", X_Forwarded_For=forwarded)
    assert apache.logged(rf"\?{name} ").split()[0] == address


def test_a_client_that_is_no_proxy_cannot_choose_its_address(
    workshop: Path, authority: Authority
) -> None:
    other = Apache(workshop / "other", authority, CONFIGURATION)
    (other.root / "htdocs/style.css").write_bytes(STYLE)
    other.start({**VARIABLES, "TRUSTED_PROXIES": "10.0.0.0/16"})
    try:
        other.get("/style.css?forged", X_Forwarded_For="198.51.100.7")
        assert other.logged("forged").split()[0] == "127.0.0.1"
    finally:
        other.stop()


def test_files_of_a_version_are_kept_for_long_and_others_for_an_hour(apache: Apache) -> None:
    for path in ("/style.css?v=82", "/photo.png?a=1&v=82"):
        assert apache.get(path).headers["Cache-Control"] == "max-age=2592000, immutable"
    for path in ("/style.css", "/photo.png?rev=8"):
        assert apache.get(path).headers["Cache-Control"] == "max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        "/page.php",
        "/page.php?v=82",
        "/page.php/photo.png",
        "/page.php/style.css?v=82",
        "/apis/default/fhir/Binary/photo.png?v=82",
        "/data.pdf?v=82",
        "/missing.css?v=82",
    ],
)
def test_nothing_else_is_told_to_be_kept(apache: Apache, path: str) -> None:
    """Whatever a URL looks like: pages and patients' files keep what PHP says (no-store)."""
    assert apache.get(path).headers["Cache-Control"] is None


def test_static_files_are_compressed(apache: Apache) -> None:
    answer = apache.get("/style.css", Accept_Encoding="gzip, br")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.body) == STYLE
    assert len(answer.body) < len(STYLE) / 5
    assert apache.get("/style.css").body == STYLE
    assert apache.get("/photo.png", Accept_Encoding="gzip").headers["Content-Encoding"] is None


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_is_compressed_for_its_own_site(apache: Apache, site: str) -> None:
    answer = apache.get("/page.php", Accept_Encoding="gzip", Sec_Fetch_Site=site)
    assert gzip.decompress(answer.body) == PAGE


@pytest.mark.parametrize(
    "headers", [{}, *({"Sec_Fetch_Site": site} for site in ("cross-site", "same-site", "x"))]
)
def test_the_length_of_a_page_tells_another_site_nothing(
    apache: Apache, headers: dict[str, str]
) -> None:
    """BREACH: a page holds a token and may repeat what a request said."""
    answer = apache.get("/page.php", Accept_Encoding="gzip", **headers)
    assert answer.headers["Content-Encoding"] is None
    assert answer.body == PAGE

"""What the start scripts do not accept: environment, login, certificate, volume."""

import contextlib
import os
import socket
import subprocess
import threading
from collections.abc import Iterator

import pytest

from tests.contract.application.conftest import LATER, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.servers import Authority, free_port
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

REFUSED = [
    ("MYSQL_PASS", "has=equals"),
    ("MYSQL_PASS", "has space"),
    ("MYSQL_PASS", "has'quote"),
    ("MYSQL_PASS", "has\\backslash"),
    ("MYSQL_PASS", "has*glob"),
    ("MYSQL_PASS", "BLANK"),
    ("MYSQL_PASS", ""),
    ("MYSQL_ROOT_PASS", "line\nbreak"),
    ("MYSQL_ROOT_PASS", "höchst"),
    ("OE_PASS", "has=equals"),
    ("OE_PASS", 'has"quote'),
    ("OE_USER", "an admin"),
    ("MYSQL_DATABASE", "open`emr"),
    ("MYSQL_USER", "x" * 29),
    ("MYSQL_HOST", "host;DROP"),
    ("LOCK_WAIT_SECONDS", "soon"),
    ("RDS_ROOT_CA", "no certificate"),
    ("INSTALL_PHP", ""),
    ("KEYS_PHP", ""),
    ("UPGRADE_AWK", ""),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
@pytest.mark.parametrize("image", [LATER, LATER_IN_ASH], ids=["bash", "ash"])
def test_a_bad_environment_is_refused_by_name_and_never_by_value(
    site: Site, image: Image, name: str, value: str
) -> None:
    run = Container(site, image).bootstrap(**{name: value})
    run.expect(2, name)
    assert not value or value not in run.output.replace("the word BLANK", "")


def test_every_problem_of_the_environment_is_named_at_once(site: Site) -> None:
    wrong = {"MYSQL_PASS": "", "OE_PASS": "a b", "MYSQL_PORT": "x"}
    run = Container(site, LATER_IN_ASH).bootstrap(**wrong)
    run.expect(2, "MYSQL_PASS", "OE_PASS", "MYSQL_PORT")


@pytest.mark.parametrize("value", ["", "with space", "line\nbreak", "höchst"])
def test_a_bad_cache_password_is_refused_by_name(lasting_site: Site, value: str) -> None:
    run = Container(lasting_site, LATER_IN_ASH).serve(VALKEY_PASSWORD=value)
    run.expect(2, "VALKEY_PASSWORD")
    assert not value or value not in run.output


def test_a_wrong_administrator_password_ends_soon(site: Site, image: Image) -> None:
    run = Container(site, image).bootstrap(MYSQL_ROOT_PASS="not-it")
    run.expect(4, "ERROR 1045", "master secret")


def test_a_server_certificate_of_another_root_is_refused(site: Site, image: Image) -> None:
    (site.directory / "other").mkdir()
    other = Authority(site.directory / "other").certificate.read_text()
    run = Container(site, image).bootstrap(RDS_ROOT_CA=other)
    run.expect(4, "ERROR 2026", "RDS_ROOT_CA")


def test_a_server_certificate_for_another_name_is_refused(site: Site) -> None:
    port = free_port()
    with forwarding(("127.0.0.2", port), site.database.port):
        run = Container(site, LATER_IN_ASH).bootstrap(MYSQL_HOST="127.0.0.2", MYSQL_PORT=str(port))
        run.expect(4, "ERROR 2026")


def test_a_database_that_never_comes_is_given_up(site: Site, image: Image) -> None:
    run = Container(site, image).bootstrap(MYSQL_PORT=str(free_port()), DATABASE_WAIT_SECONDS="2")
    run.expect(3, "waiting for the database", "no database after 2 seconds")


def test_a_database_that_comes_late_is_waited_for(site: Site) -> None:
    port = free_port()
    run = Container(site, LATER_IN_ASH).bootstrap(MYSQL_PORT=str(port))
    run.wait_for("waiting for the database")
    with forwarding(("127.0.0.1", port), site.database.port):
        run.expect(0, "ready")


@contextlib.contextmanager
def forwarding(address: tuple[str, int], port: int) -> Iterator[None]:
    """While this lasts, connections to `address` reach the real server."""
    ends = threading.Event()
    with socket.create_server(address) as door:
        door.settimeout(0.2)
        keeper = threading.Thread(target=forward, args=(door, port, ends))
        keeper.start()
        try:
            yield
        finally:
            ends.set()
            keeper.join()


def forward(door: socket.socket, port: int, ends: threading.Event) -> None:
    while not ends.is_set():
        try:
            client, _ = door.accept()
        except TimeoutError:
            continue
        server = socket.create_connection(("127.0.0.1", port))
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=pump, args=(source, target), daemon=True).start()


def pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def test_a_lock_that_is_never_free_is_given_up(site: Site) -> None:
    site.close_gate("administrator")
    first = Container(site, LATER_IN_ASH).bootstrap()
    site.wait_at("administrator")
    Container(site, LATER_IN_ASH).bootstrap(LOCK_WAIT_SECONDS="2").expect(
        5, "another task prepares the site", "has held the lock"
    )
    site.open_gate("administrator")
    first.expect(0)


@pytest.mark.parametrize(
    ("options", "prefill"), [("size=512k,ro", 0), ("size=512k", 500)], ids=["read-only", "full"]
)
@pytest.mark.parametrize("image", [LATER, LATER_IN_ASH], ids=["bash", "ash"])
def test_a_read_only_or_full_volume_is_named(
    site: Site, image: Image, options: str, prefill: int
) -> None:
    """A real file system in a mount namespace of its own."""
    container = Container(site, image)
    text = container.text("bootstrap.sh")
    volume, filler = site.volume, site.volume / "filler"
    namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "-rm"]
    steps = f"mount -t tmpfs -o {options} none {volume} || exit 99; "
    if prefill:
        steps += f"dd if=/dev/zero of={filler} bs=1k count={prefill} 2>/dev/null; "
    done = subprocess.run(
        [*namespace, "sh", "-c", steps + 'exec "$@"', "sh", *image.shell, "-c", text],
        env=container.environment(container.bootstrap_environment()),
        cwd=container.working_directory,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 8, done.stdout + done.stderr
    assert "cannot write to the sites volume" in done.stderr
    assert site.database.ask(f"SHOW DATABASES LIKE '{site.name}'") == ""

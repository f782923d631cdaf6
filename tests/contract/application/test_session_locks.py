"""Sessions as serve.sh configures PHP: two requests of one session, with the real phpredis."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

REQUEST = """
session_id('shared');
if (!session_start()) { exit(1); }
$seen = $_SESSION['count'] ?? 0;
file_put_contents($argv[1], 'started');
usleep((int) $argv[2]);
$_SESSION['count'] = $seen + 1;
session_write_close();
echo $seen;
"""


@pytest.fixture(scope="module")
def task(lasting_site: Site) -> Container:
    made = Container(lasting_site, LATER_IN_ASH)
    run = made.serve()
    run.wait_for("openemr: ready")
    return made


class Request:
    """A PHP process that holds the session `shared` for some time."""

    def __init__(self, task: Container, seconds: float) -> None:
        self._started = task.tree / f"request{time.monotonic_ns()}"
        command = ["php", "-r", REQUEST, str(self._started), str(int(seconds * 1_000_000))]
        self._process = subprocess.Popen(
            command,
            env=task.environment(task.serve_environment()),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_started(self) -> None:
        deadline = time.monotonic() + 20
        while not self._started.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert self._started.exists(), "the session was not started within 20 s"

    @property
    def has_started(self) -> bool:
        return self._started.exists()

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def answer(self) -> str:
        output, _ = self._process.communicate(timeout=30)
        assert self._process.returncode == 0, output
        return output


@pytest.fixture(autouse=True)
def no_session_before(lasting_site: Site) -> None:
    lasting_site.cache.ask("del", "PHPREDIS_SESSION:shared", "PHPREDIS_SESSION:shared_LOCK")


def test_a_second_request_of_a_session_sees_what_the_first_wrote(task: Container) -> None:
    first = Request(task, 1.0)
    first.wait_until_started()
    second = Request(task, 0)
    assert (first.answer(), second.answer()) == ("0", "1")


def test_a_lock_is_given_back_and_none_is_left(task: Container, lasting_site: Site) -> None:
    Request(task, 0).answer()
    assert lasting_site.cache.ask("exists", "PHPREDIS_SESSION:shared_LOCK") == "0"
    began = time.monotonic()
    Request(task, 0).answer()
    assert time.monotonic() - began < 5


def test_the_lock_of_a_killed_request_ends_before_those_who_wait_give_up(
    task: Container, lasting_site: Site
) -> None:
    """60 s at most; here the rest of it is taken away, and who waits goes on."""
    first = Request(task, 30)
    first.wait_until_started()
    first.kill()
    cache = lasting_site.cache
    assert 50_000 < int(cache.ask("pttl", "PHPREDIS_SESSION:shared_LOCK")) <= 60_000
    second = Request(task, 0)
    time.sleep(0.5)
    assert not second.has_started
    cache.ask("pexpire", "PHPREDIS_SESSION:shared_LOCK", "1")
    assert second.answer() == "0"


def test_who_waits_waits_a_little_longer_than_a_lock_lives(task: Container) -> None:
    """Else a long request would sign its user out in another tab (an empty 400 in 8.2)."""
    words = (task.tree / "etc/php84/conf.d/zz-openemr.ini").read_text().splitlines()
    values = dict(line.split(" = ", 1) for line in words)
    wait, retries = (
        int(values[f"redis.session.{name}"]) for name in ("lock_wait_time", "lock_retries")
    )
    assert wait * retries / 1_000_000 >= int(values["redis.session.lock_expire"])
    assert Path(task.tree / "etc/php84/conf.d/zz-openemr.ini").stat().st_mode & 0o077 == 0


def connections(site: Site) -> int:
    """How many the cache has accepted, this question included."""
    (line,) = re.findall(r"total_connections_received:(\d+)", site.cache.ask("info", "stats"))
    return int(line)


def test_a_worker_keeps_its_connection_to_the_cache(task: Container, lasting_site: Site) -> None:
    """OpenEMR opens the session several times for a page; each took a TLS handshake."""
    program = """
        foreach ([1, 2, 3] as $_) { session_id("kept$_"); session_start(); session_destroy(); }
    """
    before = connections(lasting_site)
    environment = task.environment(task.serve_environment())
    subprocess.run(["php", "-r", program], env=environment, check=True)
    assert connections(lasting_site) - before - 1 == 1

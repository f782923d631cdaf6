"""What runs beside Apache: caches warmed before health, killed workers logged, the end of both."""

import signal
import time
from pathlib import Path

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.runs import Run
from tests.contract.application.servers import wait_until
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


@pytest.fixture
def task(lasting_site: Site) -> Container:
    return Container(lasting_site, LATER_IN_ASH)


def ready(task: Container, **environment: str) -> Run:
    run = task.serve(**environment)
    run.wait_for("openemr: ready")
    return run


def test_a_task_is_healthy_once_its_sign_in_page_was_asked_for(task: Container) -> None:
    run = ready(task)
    log = run.output
    assert log.index("livez 200 OK") < log.index("login.php?site=default 200 OK")
    assert log.index("login.php?site=default 200 OK") < log.index("openemr: ready")
    assert "WARNING" not in log


def test_templates_that_are_not_kept_are_noticed_and_do_not_stop_the_start(
    task: Container,
) -> None:
    """A release whose Laminas configuration is elsewhere: one line, and pages as before."""
    (task.working_directory / "interface/modules/zend_modules/config").rmdir()
    run = ready(task)
    assert run.output.count("WARNING: templates are compiled in each request") == 1


def counter(task: Container, file: str, text: str) -> None:
    path = task.tree / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        # Linux: Documentation/admin-guide/cgroup-v2.rst, mm/memcontrol.c, mm/vmstat.c.
        (
            "sys/fs/cgroup/memory.events",
            "low 0\nhigh 0\nmax 7\noom 3\noom_kill {}\noom_group_kill 0\n",
        ),
        (
            "sys/fs/cgroup/memory/memory.oom_control",
            "oom_kill_disable 0\nunder_oom 0\noom_kill {}\n",
        ),
        ("proc/vmstat", "nr_free_pages 1\noom_kill {}\nswap_ra 0\n"),
    ],
    ids=["cgroup2", "cgroup1", "kernel"],
)
def test_a_worker_that_the_kernel_killed_is_logged(task: Container, file: str, text: str) -> None:
    counter(task, file, text.format(4))
    run = ready(task)
    assert "worker killed" not in run.output
    counter(task, file, text.format(5))
    run.wait_for("openemr: worker killed: out of memory (1 so far)")
    counter(task, file, text.format(9))
    run.wait_for("openemr: worker killed: out of memory (5 so far)")
    assert run.output.count("worker killed") == 2


def test_the_end_of_apache_is_the_end_of_everything(task: Container) -> None:
    """A SIGTERM as ECS sends it; nothing delays the stop."""
    run = ready(task)
    run.process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    run.expect(0, "httpd: stopped")
    assert time.monotonic() - began < 5
    wait_until(lambda: not run.members, 6, "the end of the companion")


def test_a_killed_apache_takes_the_companion_with_it(task: Container) -> None:
    run = ready(task)
    run.process.kill()
    run.process.wait()
    wait_until(lambda: not run.members, 6, "the end of the companion")


def test_the_companion_is_not_given_the_secret(task: Container) -> None:
    run = ready(task)
    for process in run.members:
        environment = Path(f"/proc/{process}/environ").read_bytes()
        assert task.site.secrets.cache.encode() not in environment
        assert b"VALKEY_PASSWORD" not in environment


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APACHE_WORKERS", ""),
        ("APACHE_WORKERS", "6\nStartServers 9"),
        ("BACKGROUND_SERVICES_SECONDS", "1m"),
        ("TRUSTED_PROXIES", "10.0.0.0/16;"),
        ("UPLOAD_MIB", "30M"),
        ("TWIG_PHP", ""),
    ],
)
def test_settings_of_serving_are_refused_before_anything_is_written(
    task: Container, name: str, value: str
) -> None:
    run = task.serve(**{name: value})
    run.expect(2, f"openemr: ERROR: {name} ")
    assert not list(task.tree.glob("etc/php84/conf.d/zz-*"))


def test_all_mistakes_are_named_at_once(task: Container) -> None:
    run = task.serve(APACHE_WORKERS="many", UPLOAD_MIB="", VALKEY_PORT="x")
    run.expect(2, "APACHE_WORKERS has", "UPLOAD_MIB is not set", "VALKEY_PORT has")


def test_a_configuration_that_apache_refuses_stops_the_start(task: Container) -> None:
    run = task.serve(APACHE_CONF="Refused directive")
    run.expect(8, "Apache refuses its configuration", "Refused directive")
    assert "httpd: pid" not in run.output


@pytest.mark.parametrize(("mib", "memory"), [("30", 256), ("100", 664)])
def test_uploads_get_the_memory_that_they_need(task: Container, mib: str, memory: int) -> None:
    """Six times the file and 64 MiB, never less than the image allows (here 256)."""
    (task.tree / "etc/php84/conf.d/00-image.ini").write_text("memory_limit = 256M\n")
    ready(task, UPLOAD_MIB=mib)
    text = (task.tree / "etc/php84/conf.d/zz-openemr.ini").read_text()
    assert f"upload_max_filesize = {mib}M\npost_max_size = {int(mib) + 2}M\n" in text
    assert f"memory_limit = {memory}M\n" in text

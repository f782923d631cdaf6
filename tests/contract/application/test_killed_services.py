"""Background services of 7.0.x and 8.0 whose run was killed: freed when no run can be alive."""

import subprocess

import pytest

from tests.contract.application.conftest import BUSYBOX
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.servers import wait_until
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

WITHOUT_LEASES = Image(generation=1, docker_version=8, shell=BUSYBOX)
WITH_LEASES = Image(generation=2, docker_version=10, shell=BUSYBOX)


def make_table(site: Site, *lease: str) -> None:
    """As OpenEMR's installer and upgrades make it; the lease is from 8.1."""
    columns = ["name VARCHAR(31) PRIMARY KEY", "running TINYINT NOT NULL DEFAULT -1"]
    columns += ["next_run TIMESTAMP NOT NULL", "execute_interval INT NOT NULL DEFAULT 0", *lease]
    site.ask(f"CREATE TABLE background_services ({', '.join(columns)})")


def mark(site: Site, name: str, next_run: str, interval: int) -> None:
    """A service that says it runs, as execute_background_services.php leaves it."""
    row = f"'{name}', 1, {next_run}, {interval}"
    columns = "name, running, next_run, execute_interval"
    site.ask(f"INSERT INTO background_services ({columns}) VALUES ({row})")


def running(site: Site) -> list[str]:
    """Services that nobody would start."""
    return site.ask("SELECT name FROM background_services WHERE running = 1 ORDER BY name").split()


def connect(site: Site) -> "subprocess.Popen[bytes]":
    """A connection of a task that serves."""
    account, password = site.connection("login"), site.connection("pass")
    command = ["mariadb", "--no-defaults", "--protocol=TCP", "--host=127.0.0.1", site.name]
    command += [f"--port={site.database.port}", f"--ssl-ca={site.authority.certificate}"]
    command += ["--user", account, "--execute", "SELECT SLEEP(60)"]
    task = subprocess.Popen(command, env={"MYSQL_PWD": password}, stdout=subprocess.DEVNULL)
    question = f"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '{account}'"
    wait_until(lambda: site.database.ask(question) == "1", 10, "connection of a task")
    return task


@pytest.fixture
def old_site(site: Site) -> Site:
    """Installed by an image whose services have no lease."""
    Container(site, WITHOUT_LEASES).bootstrap().expect(0)
    make_table(site)
    return site


def test_without_any_connection_no_run_is_alive(old_site: Site) -> None:
    mark(old_site, "Email_Service", "NOW() + INTERVAL 2 MINUTE", 2)
    run = Container(old_site, WITHOUT_LEASES).bootstrap()
    run.expect(0, "background services that were killed may run again: Email_Service")
    assert running(old_site) == []


def test_while_a_task_serves_only_what_is_long_overdue_is_freed(old_site: Site) -> None:
    mark(old_site, "UUID_Service", "NOW() + INTERVAL 1 MINUTE", 240)
    mark(old_site, "X12_SFTP", "NOW() - INTERVAL 61 MINUTE", 1)
    task = connect(old_site)
    try:
        Container(old_site, WITHOUT_LEASES).bootstrap().expect(0, "may run again: X12_SFTP")
    finally:
        task.kill()
        task.wait()
    assert running(old_site) == ["UUID_Service"]


def test_services_with_a_lease_are_left_to_openemr(site: Site) -> None:
    Container(site, WITH_LEASES).bootstrap().expect(0)
    make_table(site, "lock_expires_at DATETIME NULL")
    mark(site, "Email_Service", "NOW() - INTERVAL 20 HOUR", 2)
    run = Container(site, WITH_LEASES).bootstrap()
    run.expect(0)
    assert running(site) == ["Email_Service"]
    assert "killed" not in run.output

"""New passwords: neither the master's nor the application's rotation breaks a task."""

import dataclasses
import subprocess
import time

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.servers import RDS_KILL, wait_until
from tests.contract.application.sites import Secrets, Site

pytestmark = pytest.mark.servers


def login_of_a_serving_task(site: Site) -> tuple[str, str]:
    """What PHP reads from the volume at each request."""
    return site.connection("login"), site.connection("pass")


def works(site: Site, login: tuple[str, str]) -> bool:
    """Whether OpenEMR could connect with it, over verified TLS."""
    account, password = login
    command = ["mariadb", "--no-defaults", "--protocol=TCP", "--host=127.0.0.1"]
    command += [f"--port={site.database.port}", f"--ssl-ca={site.authority.certificate}"]
    command += ["--ssl-verify-server-cert", "--user", account, "--execute=SELECT 1", site.name]
    environment = {"MYSQL_PWD": password}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return done.returncode == 0


def test_a_new_master_password_changes_nothing_for_the_application(installed: Site) -> None:
    before = login_of_a_serving_task(installed)
    try:
        installed.database.set_master_password("Rotated2")
        assert works(installed, before)
        installed.secrets = dataclasses.replace(installed.secrets, master="Rotated2")
        Container(installed, LATER_IN_ASH).bootstrap().expect(0)
    finally:
        installed.database.set_master_password(Secrets().master)
    assert login_of_a_serving_task(installed) == before
    assert works(installed, before)


def test_a_new_application_password_never_leaves_a_serving_task_without_login(
    installed: Site,
) -> None:
    site = installed
    before = login_of_a_serving_task(site)
    site.secrets = dataclasses.replace(site.secrets, application="Rotated3")
    run = Container(site, LATER_IN_ASH).bootstrap(ACCOUNT_SETTLE_SECONDS="3")
    probes = 0
    while run.process.poll() is None and "closing database account" not in run.output:
        assert works(site, login_of_a_serving_task(site)), run.output
        assert works(site, before), "a task that still knows the old file is locked out"
        probes += 1
    assert probes > 2
    run.expect(0, "changing to database account", "closing database account")
    after = login_of_a_serving_task(site)
    assert after == (f"{site.name}app_b", "Rotated3")
    assert works(site, after)
    assert not works(site, before), "the old password still opens the database"


def test_the_accounts_take_turns(installed: Site) -> None:
    site = installed
    for password, account in (("Second2", "app_b"), ("Third3", "app"), ("Fourth4", "app_b")):
        site.secrets = dataclasses.replace(site.secrets, application=password)
        Container(site, LATER_IN_ASH).bootstrap().expect(0)
        assert login_of_a_serving_task(site) == (site.name + account, password)
        assert works(site, login_of_a_serving_task(site))


def test_a_rotation_that_was_killed_is_finished_by_the_next_start(installed: Site) -> None:
    site = installed
    before = login_of_a_serving_task(site)
    site.secrets = dataclasses.replace(site.secrets, application="Rotated5")
    run = Container(site, LATER_IN_ASH).bootstrap(ACCOUNT_SETTLE_SECONDS="60")
    run.wait_for("closing database account")
    run.kill()
    assert works(site, before)
    Container(site, LATER_IN_ASH).bootstrap(ACCOUNT_SETTLE_SECONDS="0").expect(0)
    assert works(site, login_of_a_serving_task(site))
    assert not works(site, before)


def test_a_database_restored_with_an_older_password_is_put_right(installed: Site) -> None:
    site = installed
    account = site.connection("login")
    site.database.ask(f"ALTER USER '{account}'@'%' IDENTIFIED BY 'from-the-snapshot'")
    assert not works(site, login_of_a_serving_task(site))
    Container(site, LATER_IN_ASH).bootstrap().expect(0)
    assert works(site, login_of_a_serving_task(site))


def test_a_stop_while_an_old_account_waits_to_be_closed_is_quick(installed: Site) -> None:
    site = installed
    site.secrets = dataclasses.replace(site.secrets, application="Rotated6")
    run = Container(site, LATER_IN_ASH).bootstrap(ACCOUNT_SETTLE_SECONDS="60")
    run.wait_for("closing database account")
    began = time.monotonic()
    run.process.terminate()
    run.expect(143)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("by", ["mysql.rds_kill", "KILL"])
def test_connections_of_the_old_account_end(installed: Site, by: str) -> None:
    """PHP's persistent connections stay open when their account is locked."""
    site = installed
    old, other = login_of_a_serving_task(site), f"{site.name}_bystander"
    site.database.ask(f"CREATE USER {other}@'%' IDENTIFIED BY 'x' REQUIRE SSL")
    open_connections = [connect(site, old), connect(site, old), connect(site, (other, "x"))]
    if by == "KILL":
        site.database.ask(
            "DROP PROCEDURE mysql.rds_kill; GRANT CONNECTION ADMIN ON *.* TO master@'%'"
        )
    try:
        site.secrets = dataclasses.replace(site.secrets, application="Rotated7")
        Container(site, LATER_IN_ASH).bootstrap().expect(0, "closing database account")
        assert [task.poll() is None for task in open_connections] == [False, False, True]
        assert site.recorded("retiring") == ""
    finally:
        if by == "KILL":
            site.database.ask(f"REVOKE CONNECTION ADMIN ON *.* FROM master@'%'; {RDS_KILL}")
        for task in open_connections:
            task.kill()
            task.wait()


def connect(site: Site, login: tuple[str, str]) -> "subprocess.Popen[bytes]":
    """An open connection that its account keeps although it is locked."""
    account, password = login
    command = ["mariadb", "--no-defaults", "--protocol=TCP", "--host=127.0.0.1"]
    command += [f"--port={site.database.port}", f"--ssl-ca={site.authority.certificate}"]
    command += ["--skip-reconnect", "--user", account, "--execute", "DO SLEEP(60)"]
    known = f"SELECT COUNT(*) FROM information_schema.processlist WHERE user = '{account}'"
    before = int(site.database.ask(known))
    task = subprocess.Popen(command, env={"MYSQL_PWD": password}, stderr=subprocess.DEVNULL)
    wait_until(lambda: int(site.database.ask(known)) == before + 1, 10, "a connection")
    return task

"""A start that dies: the next one recovers, and what was complete is never touched."""

import os
import shutil
import signal
import time

import pytest

from tests.contract.application.conftest import LATER, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import OPENEMR, Image
from tests.contract.application.servers import wait_until
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


def stop_at(site: Site, gate: str, image: Image = LATER_IN_ASH) -> None:
    """Start an installation and SIGKILL all of it when it reaches a gate."""
    site.close_gate(gate)
    run = Container(site, image).bootstrap()
    site.wait_at(gate)
    run.kill()


@pytest.mark.parametrize(
    "gate",
    ["table_gacl_acl", "sqlconf", "administrator", "access_control", "close_modes"],
)
def test_a_start_killed_during_installation_is_followed_by_a_whole_one(
    site: Site, gate: str
) -> None:
    stop_at(site, gate)
    Container(site, LATER_IN_ASH).serve().expect(7, "the installation")
    keys = site.volume / "default/documents/logs_and_misc/methods"
    interrupted = [key.read_text() for key in keys.glob("*")]
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "did not complete: starting again", "ready")
    assert site.ask("SELECT COUNT(*) FROM users_secure") == "1"
    kept = [key.read_text() for key in keys.parent.glob("methods.interrupted.*/*")]
    assert kept == interrupted
    Container(site, LATER_IN_ASH).serve().wait_for("httpd: pid")


def test_a_killed_shell_keeps_the_lock_while_its_installer_still_works(site: Site) -> None:
    site.close_gate("globals")
    first = Container(site, LATER).bootstrap()
    site.wait_at("globals")
    os.kill(first.process.pid, signal.SIGKILL)
    second = Container(site, LATER).bootstrap()
    second.wait_for("another task prepares the site: waiting")
    first.kill()
    second.expect(0, "starting again", "ready")
    assert site.installations == 1


def lose_lock(site: Site) -> None:
    """What a failover does to the connection that holds the lock."""
    site.database.ask(f"KILL {site.lock_holder()}")


def test_an_installation_that_lost_its_lock_does_not_call_itself_complete(site: Site) -> None:
    site.close_gate("administrator")
    run = Container(site, LATER_IN_ASH).bootstrap()
    site.wait_at("administrator")
    lose_lock(site)
    site.open_gate("administrator")
    run.expect(5, "the connection that holds the lock is gone")
    assert site.recorded("state") == "installing"
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "starting again", "ready")


def test_a_host_that_vanishes_does_not_keep_the_lock(site: Site) -> None:
    """It closes no connection; stopped processes are as silent as it is."""
    site.close_gate("administrator")
    run = Container(site, LATER_IN_ASH).bootstrap(LOCK_SILENCE_SECONDS="4")
    site.wait_at("administrator")
    time.sleep(5)
    assert site.lock_holder() != "NULL", "the lock of a busy task was not kept alive"
    for process in run.members:
        os.kill(process, signal.SIGSTOP)
    wait_until(lambda: site.lock_holder() == "NULL", 15, "the end of the silent lock")
    run.kill()


def test_an_installer_that_does_not_end_is_stopped(site: Site) -> None:
    site.close_gate("administrator")
    Container(site, LATER_IN_ASH).bootstrap(INSTALL_SECONDS="2").expect(9, "the installer failed")


def test_a_start_that_died_between_its_two_marks_is_completed(installed: Site) -> None:
    installed.open_volume()
    (installed.volume / "docker-completed").unlink()
    Container(installed, LATER_IN_ASH).serve().expect(7)
    Container(installed, LATER_IN_ASH).bootstrap().expect(0, "ready")
    assert installed.installations == 1
    assert (installed.volume / "docker-completed").exists()


def test_an_upgrade_that_was_killed_is_run_again(site: Site) -> None:
    earlier = Image(generation=1, docker_version=8, shell=LATER_IN_ASH.shell)
    Container(site, earlier).bootstrap().expect(0)
    stop_at(site, "fsupgrade_9")
    Container(site, LATER_IN_ASH).serve().expect(6, "docker-version")
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "upgrading to docker-version 9 of 10")
    assert (site.gates / "upgrades").read_text().split() == ["9", "10"]


# --- What a person must decide: nothing is changed, the message says what to do ------------------


def test_a_volume_whose_database_is_gone_is_refused(installed: Site) -> None:
    installed.database.ask(
        f"DROP DATABASE {installed.name}_bootstrap; DROP DATABASE {installed.name}"
    )
    Container(installed, LATER_IN_ASH).bootstrap().expect(7, "restore the database")
    assert (installed.volume / "docker-completed").exists()


def test_a_database_whose_volume_is_gone_is_refused(installed: Site) -> None:
    installed.open_volume()
    shutil.rmtree(installed.volume / "default")
    (installed.volume / "docker-completed").unlink()
    Container(installed, LATER_IN_ASH).bootstrap().expect(7, "Restore the volume")
    assert installed.ask("SELECT COUNT(*) FROM users_secure") == "1"


def test_a_completed_installation_with_missing_tables_is_not_wiped(installed: Site) -> None:
    installed.ask("DELETE FROM users_secure")
    Container(installed, LATER_IN_ASH).bootstrap().expect(7, "missing or empty: users_secure")
    assert installed.ask("SELECT COUNT(*) FROM version") == "1"


def test_a_half_installation_with_patients_is_not_wiped(site: Site) -> None:
    stop_at(site, "administrator")
    site.ask("INSERT INTO patient_data VALUES (1), (2)")
    Container(site, LATER_IN_ASH).bootstrap().expect(7, "it has 2 patients")
    assert site.ask("SELECT COUNT(*) FROM patient_data") == "2"


def test_a_half_installation_on_a_completed_volume_is_refused(installed: Site) -> None:
    record = f"{installed.name}_bootstrap.installation"
    installed.database.ask(f"UPDATE {record} SET state = 'installing'")
    Container(installed, LATER_IN_ASH).bootstrap().expect(7, "restore the database")
    assert installed.ask("SELECT COUNT(*) FROM users_secure") == "1"


def test_an_installation_of_the_image_itself_is_adopted(installed: Site) -> None:
    installed.database.ask(f"DROP DATABASE {installed.name}_bootstrap")
    Container(installed, LATER_IN_ASH).bootstrap().expect(0, "adopting an installation", "ready")
    assert installed.installations == 1


def test_an_installation_of_the_image_that_died_half_way_is_not_adopted(site: Site) -> None:
    stop_at(site, "administrator")
    site.database.ask(f"DROP DATABASE {site.name}_bootstrap")
    Container(site, LATER_IN_ASH).bootstrap().expect(7, "missing or empty: gacl_aro gacl_acl")
    assert site.ask("SELECT COUNT(*) FROM users_secure") == "1"


def test_tables_of_somebody_else_are_left_alone(site: Site) -> None:
    site.database.ask(
        f"CREATE DATABASE {site.name}; CREATE TABLE {site.name}.foreign_table (id INT)"
    )
    Container(site, LATER_IN_ASH).bootstrap().expect(7, "did not make")
    assert site.ask("SHOW TABLES") == "foreign_table"


def test_an_empty_schema_made_beforehand_is_used(site: Site) -> None:
    site.database.ask(f"CREATE DATABASE {site.name}")
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "ready")


def test_a_stop_during_installation_ends_quickly_and_is_recovered(site: Site) -> None:
    site.close_gate("globals")
    run = Container(site, LATER_IN_ASH).bootstrap()
    site.wait_at("globals")
    began = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    run.expect(143, "stopped by a signal")
    assert time.monotonic() - began < 5
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "starting again", "ready")


def test_an_image_without_its_version_file_is_refused(site: Site) -> None:
    container = Container(site, LATER_IN_ASH)
    (container.tree / OPENEMR / "docker-version").write_text("9")
    container.bootstrap().expect(7, "not a whole openemr/openemr image")

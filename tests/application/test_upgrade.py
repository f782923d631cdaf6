"""Moving a site to a newer image: every step runs, a failure is repeated, older images stay out."""

import pytest

from tests.application.conftest import BUSYBOX, LATER_IN_ASH
from tests.application.containers import Container
from tests.application.image import Image
from tests.application.sites import Site

pytestmark = pytest.mark.servers

EARLIER_IN_ASH = Image(generation=1, docker_version=8, shell=BUSYBOX)


@pytest.fixture
def earlier_site(site: Site) -> Site:
    """A site at docker-version 8."""
    Container(site, EARLIER_IN_ASH).bootstrap().expect(0)
    return site


def test_an_upgrade_runs_every_script_of_the_image_once(earlier_site: Site) -> None:
    site = earlier_site
    site.ask("INSERT INTO patient_data VALUES (7)")
    tasks = [Container(site, LATER_IN_ASH).bootstrap() for _ in range(2)]
    for task in tasks:
        task.expect(0, "ready (docker-version 10)")
    assert (site.gates / "upgrades").read_text().split() == ["9", "10"]
    assert site.ask("SHOW TABLES LIKE 'added%'").split() == ["added_in_10", "added_in_9"]
    assert site.ask("SELECT id FROM patient_data") == "7"
    assert (site.volume / "default/docker-version").read_text() == "10"
    assert site.recorded("docker_version") == "10"
    Container(site, LATER_IN_ASH).serve().wait_for("httpd: pid")


def test_a_failed_upgrade_step_is_reported_and_run_again(earlier_site: Site) -> None:
    site = earlier_site
    site.close_gate("fail_fsupgrade_10")
    Container(site, LATER_IN_ASH).bootstrap().expect(9, "fsupgrade-10.sh failed")
    assert site.recorded("docker_version") == "8"
    Container(site, LATER_IN_ASH).serve().expect(6, "docker-version 8")
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "ready")
    assert (site.gates / "upgrades").read_text().split() == ["9", "9", "10"]


def test_an_upgrade_that_leaves_the_schema_behind_is_not_complete(earlier_site: Site) -> None:
    """The earlier fsupgrade scripts end with success although sql_upgrade.php failed."""
    site = earlier_site
    container = Container(site, LATER_IN_ASH)
    for script in container.tree.glob("root/fsupgrade-*.sh"):
        script.write_text("#!/bin/sh\necho done\n")
    container.bootstrap().expect(9, "the schema is not version 410")
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "ready")


def test_an_older_image_refuses_newer_data_and_changes_nothing(earlier_site: Site) -> None:
    site = earlier_site
    Container(site, LATER_IN_ASH).bootstrap().expect(0)
    Container(site, EARLIER_IN_ASH).bootstrap().expect(6, "older than the data (10)")
    Container(site, EARLIER_IN_ASH).serve().expect(6, "docker-version 10")
    assert (site.volume / "default/docker-version").read_text() == "10"


def test_a_database_restored_from_before_the_upgrade_is_upgraded_again(earlier_site: Site) -> None:
    """The volume is ahead: the scripts can be repeated, so the older of the two counts."""
    site = earlier_site
    site.open_volume()
    (site.volume / "default/docker-version").write_text("10")
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "upgrading to docker-version 9 of 10")
    assert site.recorded("docker_version") == "10"

"""A new deployment: one task, two tasks at once, and what the result looks like."""

import stat
from collections.abc import Callable

import pytest

from tests.contract.application.conftest import EARLIER, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


def boot_two_tasks(site: Site, image: Image) -> None:
    """Both must serve after exactly one installation."""
    tasks = [Container(site, image) for _ in range(2)]
    for run in [task.bootstrap() for task in tasks]:
        run.expect(0, "ready (docker-version", seconds=60)
    assert site.installations == 1, [run.output for run in site.runs]
    for run in [task.serve() for task in tasks]:
        run.wait_for("httpd: pid")


def test_a_first_boot_installs_and_serves(site: Site, image: Image) -> None:
    container = Container(site, image)
    container.bootstrap().expect(0, "installing OpenEMR", "ready")
    assert site.installations == 1
    assert site.ask("SELECT username FROM users_secure") == "admin"
    assert site.ask("SELECT v_database FROM version") == str(image.schema_version)
    assert (site.volume / "default/docker-version").read_text() == str(image.docker_version)
    Container(site, image).serve().wait_for("httpd: pid")


def test_two_tasks_that_start_together_install_once_and_both_serve(
    site: Site, image: Image
) -> None:
    boot_two_tasks(site, image)


def test_twenty_first_boots_of_two_tasks_install_once_each(
    new_site: Callable[[], Site],
) -> None:
    for _ in range(20):
        site = new_site()
        boot_two_tasks(site, LATER_IN_ASH)
        site.close()


def test_a_second_start_finds_nothing_to_do(installed: Site) -> None:
    before = installed.ask("SELECT password FROM users_secure")
    second = Container(installed, LATER_IN_ASH)
    second.bootstrap(OE_PASS="Another1").expect(0, "ready")
    assert installed.installations == 1
    assert installed.ask("SELECT password FROM users_secure") == before


def test_the_application_has_rights_on_its_schema_only_and_needs_tls(installed: Site) -> None:
    account = installed.connection("login")
    grants = installed.database.ask(f"SHOW GRANTS FOR '{account}'@'%'").splitlines()
    assert len(grants) == 2
    assert grants[0].startswith("GRANT USAGE ON *.* ")
    assert "REQUIRE SSL" in grants[0]
    assert grants[1].startswith(f"GRANT ALL PRIVILEGES ON `{installed.name}`.* TO ")
    assert "GRANT OPTION" not in grants[1]


def test_files_of_the_site_have_the_modes_of_the_image(site: Site) -> None:
    Container(site, EARLIER).bootstrap().expect(0)
    modes = {
        name: stat.S_IMODE((site.volume / "default" / name).stat().st_mode)
        for name in (".", "sqlconf.php", "documents", "documents/certificates/mysql-ca")
    }
    assert modes == {
        ".": 0o500,
        "sqlconf.php": 0o400,
        "documents": 0o700,
        "documents/certificates/mysql-ca": 0o744,
    }


def test_a_renewed_database_root_reaches_the_volume(installed: Site) -> None:
    certificate = installed.volume / "default/documents/certificates/mysql-ca"
    root = installed.authority.certificate.read_text().strip()
    assert certificate.read_text().strip() == root
    certificate.write_text("an earlier root")
    Container(installed, LATER_IN_ASH).bootstrap().expect(0)
    assert certificate.read_text().strip() == root

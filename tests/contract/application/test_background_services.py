"""Background services without a browser: once for all tasks, as apache, one line for each run."""

import re
import signal

import pytest

from tests.contract.application.conftest import EARLIER, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.runs import Run
from tests.contract.application.servers import wait_until
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

OK = r"^openemr: background services: ok \(\d+ s\)$"
SERVICE = """
<?php
function stand_in_service(): void
{
    $gates = getenv('STAND_IN_GATES');
    file_put_contents("$gates/runs", getenv('STAND_IN_USER') . "\\n", FILE_APPEND);
    if (is_file("$gates/service")) {
        rename("$gates/service", "$gates/service.reached");
        while (is_file("$gates/service.reached")) { usleep(20000); clearstatcache(); }
    }
    if (is_file("$gates/broken")) { throw new Error('cannot send'); }
}
"""


@pytest.fixture(params=[EARLIER, LATER_IN_ASH], ids=["own", "command"])
def image(request: pytest.FixtureRequest) -> Image:
    """Releases before 8.1, where this project runs the services, and those with a command."""
    return request.param


@pytest.fixture
def installed(site: Site, image: Image) -> Site:
    """With the table of 7.0 (sql/database.sql) and one service that is due every minute."""
    Container(site, image).bootstrap().expect(0)
    if image is EARLIER:
        site.ask(
            "CREATE TABLE background_services (name VARCHAR(31) PRIMARY KEY, title VARCHAR(127), "
            "active TINYINT(1) NOT NULL DEFAULT 0, running TINYINT(1) NOT NULL DEFAULT -1, "
            "next_run TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, "
            "execute_interval INT NOT NULL DEFAULT 0, `function` VARCHAR(127) NOT NULL, "
            "require_once VARCHAR(255), sort_order INT NOT NULL DEFAULT 100)"
        )
        add(site, "Email_Service", active=1)
    return site


def add(site: Site, name: str, *, active: int, running: int = 0, due_minutes_ago: int = 1) -> None:
    site.ask(
        f"INSERT INTO background_services VALUES ('{name}', '{name}', {active}, {running}, "
        f"NOW() - INTERVAL {due_minutes_ago} MINUTE, 1, 'stand_in_service', '/service.php', 100)"
    )


def served(site: Site, image: Image, seconds: int = 1) -> Run:
    task = Container(site, image)
    (task.working_directory / "service.php").write_text(SERVICE.lstrip())
    run = task.serve(BACKGROUND_SERVICES_SECONDS=str(seconds))
    run.wait_for("openemr: ready")
    return run


def lines(run: Run) -> list[str]:
    return [line for line in run.output.splitlines() if "background services" in line]


def test_services_run_without_a_browser(installed: Site, image: Image) -> None:
    run = served(installed, image)
    run.wait_for("openemr: background services: ok (")
    assert re.fullmatch(OK, lines(run)[0])
    assert (installed.gates / "runs").read_text()


def test_no_services_run_when_the_interval_is_zero(installed: Site, image: Image) -> None:
    """An evaluation's database may pause."""
    run = served(installed, image, seconds=0)
    run.process.send_signal(signal.SIGTERM)
    run.expect(0)
    assert not lines(run)
    assert not (installed.gates / "runs").exists()


def test_two_tasks_never_run_services_at_once(installed: Site, image: Image) -> None:
    installed.close_gate("service")
    first = served(installed, image)
    installed.wait_at("service")
    second = served(installed, image)
    second.wait_for("openemr: background services: another task runs them")
    assert len((installed.gates / "runs").read_text().split()) == 1
    installed.open_gate("service")
    first.wait_for("openemr: background services: ok (")


def test_another_task_goes_on_when_one_is_killed(installed: Site, image: Image) -> None:
    """What a killed run of 7.0 leaves, nobody ever takes back there (openemr #11661)."""
    installed.close_gate("service")
    first = served(installed, image)
    installed.wait_at("service")
    first.kill()
    if image is EARLIER:
        assert installed.ask("SELECT running FROM background_services") == "2"
        installed.ask("UPDATE background_services SET next_run = NOW() - INTERVAL 1 MINUTE")
    second = served(installed, image)
    second.wait_for("openemr: background services: ok (")
    wait_until(
        lambda: len((installed.gates / "runs").read_text().split()) == 2, 10, "the second run"
    )
    if image is EARLIER:
        assert installed.ask("SELECT running FROM background_services") == "0"


def test_a_service_that_fails_is_a_failed_run(installed: Site, image: Image) -> None:
    (installed.gates / "broken").touch()
    run = served(installed, image)
    run.wait_for("openemr: background services: FAILED (exit 1): ")
    assert "Email_Service" in lines(run)[0]
    (installed.gates / "broken").unlink()
    if image is EARLIER:
        installed.ask("UPDATE background_services SET next_run = NOW() - INTERVAL 1 MINUTE")
    run.wait_for("openemr: background services: ok (")


def test_a_database_that_is_away_is_a_failed_run_and_no_secret(
    installed: Site, image: Image
) -> None:
    run = served(installed, image, seconds=2)
    conf = installed.volume / "default/sqlconf.php"
    conf.write_text(re.sub(r"(\$port\t= )'\d+'", r"\1'1'", conf.read_text()))
    run.wait_for("openemr: background services: FAILED (exit 255): ")
    assert "refused" in lines(run)[-1]
    assert installed.secrets.application not in run.output


def test_the_stop_of_a_task_ends_a_run_at_once(installed: Site, image: Image) -> None:
    installed.close_gate("service")
    run = served(installed, image)
    installed.wait_at("service")
    run.process.send_signal(signal.SIGTERM)
    run.expect(0, "httpd: stopped", seconds=10)
    wait_until(
        lambda: (
            installed.database.ask(
                f"SELECT IS_USED_LOCK('openemr.background.{installed.name}') IS NULL"
            )
            == "1"
        ),
        10,
        "the lock's end",
    )


@pytest.mark.parametrize("image", [EARLIER], ids=["own"], indirect=True)
class TestBefore81:
    """The rules of execute_background_services.php, and healing."""

    def test_a_run_of_a_browser_is_left_alone_until_it_is_surely_dead(
        self, installed: Site, image: Image
    ) -> None:
        add(installed, "in_a_browser", active=1, running=1, due_minutes_ago=50)
        add(installed, "dead", active=1, running=1, due_minutes_ago=70)
        run = served(installed, image)
        run.wait_for("openemr: background services: ok (")
        left = installed.ask(
            "SELECT name, running FROM background_services ORDER BY name = 'dead', name"
        )
        assert left.split() == ["Email_Service", "0", "in_a_browser", "1", "dead", "0"]
        assert len((installed.gates / "runs").read_text().split()) == 2

    def test_only_active_services_that_are_due_run(self, installed: Site, image: Image) -> None:
        add(installed, "inactive", active=0)
        add(installed, "later", active=1, due_minutes_ago=-5)
        run = served(installed, image)
        run.wait_for("openemr: background services: ok (")
        assert (installed.gates / "runs").read_text() == "apache\n"

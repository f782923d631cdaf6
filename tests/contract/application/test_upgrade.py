"""Moving a site to a newer image: every step runs, a failure is repeated, older images stay out."""

import re
import stat
from pathlib import Path

import pytest

from tests.contract.application.conftest import BASH, BUSYBOX, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import OPENEMR, Image
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

EARLIER_IN_ASH = Image(generation=1, docker_version=8, shell=BUSYBOX)
# 8.2.0: its scripts drop root's rights, and tell sql_upgrade.php no release.
DROPS = Image(generation=2, docker_version=12, shell=BUSYBOX)
PASSES = Image(generation=2, docker_version=13, shell=BASH)


@pytest.fixture
def earlier_site(site: Site) -> Site:
    """A site at docker-version 8."""
    Container(site, EARLIER_IN_ASH).bootstrap().expect(0)
    return site


def open_to_others(volume: Path) -> list[str]:
    """Files and directories that more than their owner can use."""
    return sorted(
        path.name for path in volume.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077
    )


def add_sql(container: Container, name: str, text: str) -> None:
    """More statements at the beginning of an SQL file of the image."""
    file = container.tree / OPENEMR / "sql" / name
    file.write_text(text + file.read_text())


@pytest.mark.parametrize(
    "image", [LATER_IN_ASH, DROPS, PASSES], ids=["edits-ash", "drops-ash", "passes-bash"]
)
def test_every_step_runs_the_sql_since_the_old_release_and_no_older(
    earlier_site: Site, image: Image
) -> None:
    site, newest = earlier_site, image.docker_version
    run = Container(site, image).bootstrap()
    run.expect(0, f"ready (docker-version {newest})")
    steps = [str(step) for step in range(9, newest + 1)]
    assert (site.gates / "upgrades").read_text().split() == steps
    for step in steps:
        assert site.ask(f"SELECT id FROM added_in_{step}") == "1"
    assert site.ask("SHOW TABLES LIKE 'left_over'") == ""
    assert site.recorded("docker_version") == str(newest)
    assert site.database.ask(f"SELECT COUNT(*) FROM {site.name}_bootstrap.upgrading") == "0"
    assert open_to_others(site.volume) == ["mysql-ca"]
    Container(site, image).serve().wait_for("httpd: pid")


def test_progress_is_a_short_line_for_each_sql_file(earlier_site: Site) -> None:
    run = Container(earlier_site, DROPS).bootstrap()
    run.expect(
        0, "upgrading to docker-version 12 of 12", "Processing 8_1_1-to-8_2_0_upgrade.sql..."
    )
    assert not re.search(r"</?\w+>|class=|CREATE TABLE|let currentVersion", run.output)
    assert max(len(line) for line in run.output.splitlines()) < 120


def test_two_tasks_upgrade_once(earlier_site: Site) -> None:
    site = earlier_site
    site.ask("INSERT INTO patient_data VALUES (7)")
    for task in [Container(site, LATER_IN_ASH).bootstrap() for _ in range(2)]:
        task.expect(0, "ready (docker-version 10)")
    assert (site.gates / "upgrades").read_text().split() == ["9", "10"]
    assert site.ask("SELECT id FROM patient_data") == "7"
    assert (site.volume / "default/docker-version").read_text() == "10"


# --- Failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", [BUSYBOX, BASH], ids=["ash", "bash"])
def test_a_failed_statement_fails_the_upgrade_and_is_named_without_values(
    earlier_site: Site, shell: tuple[str, ...]
) -> None:
    site, image = earlier_site, Image(generation=2, docker_version=12, shell=shell)
    site.ask("CREATE TABLE visit (reason VARCHAR(40)); INSERT INTO visit VALUES ('MigraineOfMrX')")
    site.ask("INSERT INTO visit VALUES ('MigraineOfMrX')")
    container = Container(site, image)
    add_sql(container, "8_0_0-to-8_1_0_upgrade.sql", "ALTER TABLE visit ADD UNIQUE (reason);\n")
    run = container.bootstrap()
    run.expect(
        9,
        "FAILED: ALTER TABLE visit ADD UNIQUE (reason) -- Duplicate entry [value not shown]",
        "fsupgrade-9.sh: failed SQL statements: 1",
    )
    assert "Migraine" not in run.output
    assert site.recorded("docker_version") == "8"
    Container(site, image).serve().expect(6, "docker-version 8")
    site.ask("DELETE FROM visit")
    again = Container(site, image)
    add_sql(again, "8_0_0-to-8_1_0_upgrade.sql", "ALTER TABLE visit ADD UNIQUE (reason);\n")
    again.bootstrap().expect(0, "did not complete: running it again", "ready")


def test_a_failed_statement_is_not_forgotten_when_the_next_run_skips_it(earlier_site: Site) -> None:
    """A failure after CREATE TABLE: `#IfNotTable` is false from then on."""
    site = earlier_site
    block = (
        "#IfNotTable drugs\nCREATE TABLE drugs (id INT PRIMARY KEY);\n"
        "INSERT INTO drugs SELECT 1 / 0 FROM missing;\n#EndIf\n"
    )
    for text in (
        "fsupgrade-9.sh: failed SQL statements: 1",
        "sql_upgrade.php has skipped it since",
    ):
        container = Container(site, DROPS)
        add_sql(container, "7_0_4-to-8_0_0_upgrade.sql", block)
        container.bootstrap().expect(9, text, "INSERT INTO drugs SELECT 1 / 0 FROM missing")
        assert site.recorded("docker_version") == "8"
    site.database.ask(f"DELETE FROM {site.name}_bootstrap.upgrading")
    Container(site, DROPS).bootstrap().expect(0, "ready")


def test_many_failures_are_counted_and_not_all_shown(earlier_site: Site) -> None:
    container = Container(earlier_site, DROPS)
    statements = "".join(f"INSERT INTO missing{n} VALUES (1);\n" for n in range(90))
    add_sql(container, "7_0_4-to-8_0_0_upgrade.sql", statements)
    run = container.bootstrap()
    run.expect(9, "failed SQL statements: 90", "lines more")
    assert len(run.output.splitlines()) < 60


def test_a_program_that_dies_is_noticed_although_the_script_succeeds(earlier_site: Site) -> None:
    """Until 8.2 the scripts do not ask how PHP ended, and a later one would write the version."""
    container = Container(earlier_site, DROPS)
    add_sql(container, "7_0_4-to-8_0_0_upgrade.sql", "#Die \n")
    container.bootstrap().expect(9, "Query Error", "fsupgrade-9.sh ended without an error, but")
    assert earlier_site.recorded("docker_version") == "8"
    Container(earlier_site, DROPS).bootstrap().expect(0, "ready")


def test_a_failed_upgrade_step_is_reported_and_run_again(earlier_site: Site) -> None:
    site = earlier_site
    site.close_gate("fail_fsupgrade_10")
    Container(site, LATER_IN_ASH).bootstrap().expect(9, "fsupgrade-10.sh failed (exit code 1)")
    assert site.recorded("docker_version") == "8"
    Container(site, LATER_IN_ASH).serve().expect(6, "docker-version 8")
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "ready")
    assert (site.gates / "upgrades").read_text().split() == ["9", "9", "10"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("php -f $openemr/TEMPsql_upgrade.php\n", 'php "$openemr/upgrade.php"\n'),
        ("TEMPsql_upgrade.php\n    rm", "TEMPsql_upgrade.php || true\n    rm"),
        ('priorOpenemrVersion="', 'before="'),
    ],
)
def test_a_script_of_another_form_is_refused_before_anything_runs(
    earlier_site: Site, old: str, new: str
) -> None:
    container = Container(earlier_site, DROPS)
    script = container.tree / "root/fsupgrade-12.sh"
    assert old in script.read_text()
    script.write_text(script.read_text().replace(old, new))
    container.bootstrap().expect(9, "fsupgrade-12.sh of this image", "nothing was changed")
    assert not (earlier_site.gates / "upgrades").exists()
    assert earlier_site.recorded("holder") == ""


def test_a_sql_upgrade_of_another_form_is_refused_before_anything_runs(earlier_site: Site) -> None:
    container = Container(earlier_site, LATER_IN_ASH)
    program = container.tree / OPENEMR / "sql_upgrade.php"
    program.write_text(program.read_text().replace("= $_POST['form_old_version'];", "= $from;"))
    container.bootstrap().expect(9, "in no known way which release the data have")
    assert not (earlier_site.gates / "upgrades").exists()


def test_an_upgrade_that_leaves_the_schema_behind_is_not_complete(earlier_site: Site) -> None:
    trigger = "CREATE TRIGGER kept BEFORE UPDATE ON version FOR EACH ROW SET NEW.v_database = 408"
    earlier_site.ask(trigger)
    run = Container(earlier_site, LATER_IN_ASH).bootstrap()
    run.expect(9, "the schema is not version 410")
    earlier_site.ask("DROP TRIGGER kept")
    Container(earlier_site, LATER_IN_ASH).bootstrap().expect(0, "ready")


# --- Interruptions, and data of another age ------------------------------------------------------


@pytest.mark.parametrize("statement", ["CREATE TABLE added_in_9", "INSERT INTO added_in_12"])
def test_an_upgrade_that_was_killed_is_continued_and_older_images_stay_out(
    earlier_site: Site, statement: str
) -> None:
    site = earlier_site
    (site.gates / "statement").write_text(statement)
    run = Container(site, DROPS).bootstrap()
    site.wait_at("statement")
    run.kill()
    Container(site, EARLIER_IN_ASH).bootstrap().expect(6, "older than the data (12)")
    Container(site, DROPS).bootstrap().expect(0, "running it again", "ready")
    for step in ("10", "11", "12"):
        assert site.ask(f"SELECT id FROM added_in_{step}") == "1"


def test_statements_of_a_killed_upgrade_do_not_run_into_the_next(earlier_site: Site) -> None:
    """The server goes on with a statement whose client is gone, an ALTER TABLE for hours."""
    site = earlier_site
    site.ask("CREATE TABLE results (id INT)")
    container = Container(site, DROPS)
    add_sql(container, "7_0_4-to-8_0_0_upgrade.sql", "INSERT INTO results SELECT SLEEP(50) + 1;\n")
    run = container.bootstrap()
    run.wait_for("Processing 7_0_4")
    run.kill()
    Container(site, DROPS).bootstrap().expect(0, "running it again", "ready", seconds=25)
    assert "SLEEP" not in site.ask(
        "SELECT info FROM information_schema.processlist WHERE id <> CONNECTION_ID()"
    )
    assert site.ask("SELECT COUNT(*) FROM results") == "0"


def test_columns_and_tables_that_the_scripts_leave_out_are_added(earlier_site: Site) -> None:
    """Three columns of contact_address on the real way from 7.0.3 to 8.2."""
    site = earlier_site
    container = Container(site, DROPS)
    schema = container.tree / OPENEMR / "sql/database.sql"
    schema.write_text(
        schema.read_text()
        + "CREATE TABLE forgotten (id INT PRIMARY KEY);\nINSERT INTO forgotten VALUES (5);\n"
        + "CREATE VIEW seen AS SELECT * FROM forgotten;\n"
    )
    container.bootstrap().expect(
        0, "adding what the scripts left out: added_in_12 note", "left out: forgotten\n"
    )
    default = site.ask(
        "SELECT column_default FROM information_schema.columns WHERE table_schema = DATABASE()"
        " AND table_name = 'added_in_12' AND column_name = 'note'"
    )
    assert default == "'n,o'"
    assert site.ask("SELECT id FROM forgotten") == "5"
    assert site.database.ask(f"SHOW DATABASES LIKE '{site.name}%fresh'") == ""


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

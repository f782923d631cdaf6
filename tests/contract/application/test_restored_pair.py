"""The task of a restore says whether database and files are a pair, and if not, why."""

from collections.abc import Callable

import pytest

from tests.contract.application.conftest import BUSYBOX, EARLIER, LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.recovered import FileSystem, facts
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


def keys_of(system: FileSystem) -> list[str]:
    """Names and texts of all keys: the task makes none and changes none."""
    files = sorted(system.root.rglob("logs_and_misc/methods/*"))
    texts = [f"{path.name} {path.read_text()}" for path in files]
    return [system.site.ask("SELECT name, value FROM `keys` ORDER BY name"), *texts]


def refuse(system: FileSystem, code: int, *words: str) -> None:
    """Run the task, which must refuse with these words and make no keys."""
    before = keys_of(system)
    system.restore(LATER_IN_ASH).expect(code, *words)
    assert keys_of(system) == before


def test_a_pair_is_told_with_its_facts(installed: Site) -> None:
    installed.ask(
        "INSERT INTO patient_data VALUES (1), (2); INSERT INTO form_encounter VALUES (1);"
        "INSERT INTO log (date, user) VALUES ('2026-11-29 10:00:00', 'admin'),"
        "('2026-11-30 09:59:58', 'admin'), ('2026-11-30 10:07:00', ''),"
        "('2026-11-30 10:08:00', NULL)"
    )
    system = FileSystem.of(installed)
    for number in range(1, 8):
        system.add_document(number, system.encrypt(f"text {number}"))
    before = keys_of(system)
    run = system.restore(LATER_IN_ASH)
    run.expect(0, "the pair is whole (docker-version 10)")
    assert facts(run) == {
        "docker_version": "10",
        "release": "8.1.0",
        "schema_version": "410",
        "patient_data": "2",
        "form_encounter": "1",
        "users": "1",
        "documents": "7",
        "last_event": "2026-11-30T09:59:58Z",
        "keys": "2",
        "oauth2_keys": "whole",
        "documents_expected": "7",
        "documents_missing": "0",
        "documents_younger_than_files": "0",
        "documents_encrypted": "7",
        "documents_decrypted": "5",
        "documents_not_decrypted": "0",
        "administrator": "admin",
        "administrator_password": "of_the_secret",
    }
    assert keys_of(system) == before
    assert not [secret for secret in installed.secrets.all() if secret in run.output]


# --- Keys ----------------------------------------------------------------------------------------


def test_files_of_another_database_are_refused(
    installed: Site, new_site: Callable[[], Site]
) -> None:
    another = new_site()
    Container(another, LATER_IN_ASH).bootstrap().expect(0)
    system = FileSystem.of(another, installed)
    refuse(system, 12, "the key sevena on the volume was not made with this database", "no pair")


def test_a_volume_without_keys_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    for key in system.keys.iterdir():
        key.unlink()
    refuse(system, 12, "the database has keys, the volume has none")


def test_a_pair_without_any_keys_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    installed.ask("DELETE FROM `keys`")
    for key in system.keys.iterdir():
        key.unlink()
    refuse(system, 12, "the database has no keys, the volume has none")


def test_a_volume_that_lacks_a_key_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    (system.keys / "sevenb").unlink()
    refuse(system, 12, "the database needs keys that the volume lacks")


def test_a_database_without_keys_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    installed.ask("DELETE FROM `keys`")
    refuse(system, 12, "the key sevena on the volume needs keys that the database lacks")


@pytest.mark.parametrize("text", ["", "007", "0070000", "no key"])
def test_a_damaged_key_is_refused(installed: Site, text: str) -> None:
    system = FileSystem.of(installed)
    (system.keys / "sevenb").write_text(text)
    refuse(system, 12, "the key sevenb on the volume is damaged")


def test_columns_that_the_keys_do_not_open_are_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    installed.ask("UPDATE `keys` SET value = CONCAT('007', 'x') WHERE name = 'oauth2key'")
    refuse(system, 12, "the database was not encrypted by the keys on the volume")


def test_incomplete_oauth2_keys_are_told_and_not_made(installed: Site) -> None:
    """OpenEMR would delete and make all of them anew."""
    system = FileSystem.of(installed)
    (system.recovered / "default/documents/certificates/oaprivate.key").unlink()
    before = keys_of(system)
    run = system.restore(LATER_IN_ASH)
    run.expect(0)
    assert facts(run)["oauth2_keys"] == "incomplete"
    assert keys_of(system) == before


# --- Database and files --------------------------------------------------------------------------


def test_an_empty_database_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    name = installed.name
    installed.database.ask(f"DROP DATABASE {name}_bootstrap; DROP DATABASE {name}")
    system.restore(LATER_IN_ASH).expect(12, f"the database {name} is empty")


def test_a_database_with_missing_tables_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    installed.ask("DELETE FROM users_secure")
    refuse(system, 12, "missing or empty in the database: users_secure")


def test_a_copy_of_half_an_installation_is_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    installed.database.ask(f"UPDATE {installed.name}_bootstrap.installation SET state = 1")
    refuse(system, 12, "a copy of an installation that had not completed")


def test_unconfigured_files_are_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    sqlconf = system.recovered / "default/sqlconf.php"
    sqlconf.write_text(sqlconf.read_text().replace("$config = 1;", "$config = 0;"))
    refuse(system, 12, "no configured sqlconf.php")


def test_files_without_a_configuration_are_refused(installed: Site) -> None:
    system = FileSystem.of(installed)
    (system.recovered / "default/sqlconf.php").unlink()
    refuse(system, 12, "no configured sqlconf.php")


def test_a_password_of_the_application_that_was_rotated_since_the_copy_is_no_failure(
    installed: Site,
) -> None:
    system = FileSystem.of(installed)
    password = {"MYSQL_PASS": "RotatedSecret8"}
    system.restore(LATER_IN_ASH, **password).expect(0, "changing to database account")
    installed.volume = system.sites
    Container(installed, LATER_IN_ASH).bootstrap(**password).expect(0, "closing", "ready")


def test_a_database_that_is_not_reached_is_told_before_anything_is_moved(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.restore(LATER_IN_ASH, MYSQL_PORT="1", DATABASE_WAIT_SECONDS="1").expect(3)
    assert system.recovered.is_dir()


# --- Releases ------------------------------------------------------------------------------------

NEWER = Image(generation=2, docker_version=11, shell=BUSYBOX)


def test_data_newer_than_the_image_are_refused(site: Site) -> None:
    Container(site, NEWER).bootstrap().expect(0)
    refuse(FileSystem.of(site), 6, "older than the data (11)", "restore with the release of that")


def test_data_older_than_the_image_are_upgraded_by_the_first_task(site: Site) -> None:
    Container(site, EARLIER).bootstrap().expect(0)
    system = FileSystem.of(site)
    run = system.restore(LATER_IN_ASH)
    run.expect(0, "docker-version 8: the first task upgrades them to 10")
    assert facts(run)["schema_version"] == "408"
    site.volume = system.sites
    Container(site, LATER_IN_ASH).bootstrap().expect(0, "upgrading to docker-version 10", "ready")


def test_copies_from_before_and_after_an_upgrade_are_refused(site: Site) -> None:
    Container(site, EARLIER).bootstrap().expect(0)
    system = FileSystem.of(site)
    Container(site, LATER_IN_ASH).bootstrap().expect(0)
    refuse(system, 12, "the database has docker-version 10, the files have 8")


def test_a_copy_of_an_upgrade_that_ran_is_told(site: Site) -> None:
    Container(site, EARLIER).bootstrap().expect(0)
    site.close_gate("fsupgrade_9")
    upgrade = Container(site, LATER_IN_ASH).bootstrap()
    site.wait_at("fsupgrade_9")
    upgrade.kill()
    system = FileSystem.of(site)
    system.restore(EARLIER).expect(6, "older than the data (10)")
    system.restore(LATER_IN_ASH).expect(0, "is of an upgrade to docker-version 10")


def test_a_database_without_a_record_is_adopted_by_the_first_task(installed: Site) -> None:
    system = FileSystem.of(installed)
    installed.database.ask(f"DROP DATABASE {installed.name}_bootstrap")
    system.restore(LATER_IN_ASH).expect(0, "no record of bootstrap.sh: the first task adopts it")


# --- Administrator -------------------------------------------------------------------------------


def test_a_password_that_people_changed_is_no_failure(installed: Site) -> None:
    system = FileSystem.of(installed)
    run = system.restore(LATER_IN_ASH, OE_PASS="AnotherSecret7")
    run.expect(0)
    assert facts(run)["administrator_password"] == "changed"


SECOND = f"""
    INSERT INTO users VALUES (2, 'owner', 1);
    INSERT INTO users_secure VALUES (2, 'owner', '$2y$10${"a" * 53}');
    INSERT INTO `groups` (name, user) VALUES ('Default', 'owner');
    INSERT INTO gacl_aro VALUES (2, 'owner');
    INSERT INTO gacl_groups_aro_map VALUES (1, 2);
"""
HINDRANCES = {
    "DELETE FROM users": "there is no such user",
    "UPDATE users SET active = 0": "the user is not active",
    "DELETE FROM `groups`": "the user is in no group",
    "UPDATE users_secure SET password = 'plain'": "the user has no valid password",
    "DELETE FROM gacl_groups_aro_map WHERE aro_id = 1; "
    "INSERT INTO gacl_groups_aro_map VALUES (1, 9)": "the user is no administrator",
}


@pytest.mark.parametrize(("change", "words"), HINDRANCES.items(), ids=HINDRANCES.values())
def test_a_pair_that_nobody_administers_is_refused(
    installed: Site, change: str, words: str
) -> None:
    system = FileSystem.of(installed)
    installed.ask(change)
    refuse(system, 12, f"no administrator can sign in (admin: {words})")


@pytest.mark.parametrize(("change", "words"), HINDRANCES.items(), ids=HINDRANCES.values())
def test_another_administrator_is_enough(installed: Site, change: str, words: str) -> None:
    system = FileSystem.of(installed)
    installed.ask(f"{change}; {SECOND}")
    run = system.restore(LATER_IN_ASH)
    run.expect(0, f"admin cannot sign in: {words}")
    assert facts(run)["administrator"] == "another"


# --- Documents -----------------------------------------------------------------------------------


def test_no_documents_are_no_failure(installed: Site) -> None:
    run = FileSystem.of(installed).restore(LATER_IN_ASH)
    run.expect(0)
    found = {name: value for name, value in facts(run).items() if name.startswith("documents")}
    assert set(found.values()) == {"0"}


def test_documents_that_are_not_encrypted_are_looked_for(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.add_document(1, "plain text", encrypted=False)
    run = system.restore(LATER_IN_ASH)
    run.expect(0)
    assert (facts(run)["documents_expected"], facts(run)["documents_encrypted"]) == ("1", "0")


def test_a_missing_document_is_told(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.add_document(1, system.encrypt("text"))
    system.add_document(2, None)
    run = system.restore(LATER_IN_ASH, RESTORE_FILES_TIME="2026-11-03T00:00:00Z")
    run.expect(0)
    assert facts(run)["documents_missing"] == "1"


def test_a_document_younger_than_the_files_is_not_missing(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.add_document(4, None)
    run = system.restore(LATER_IN_ASH, RESTORE_FILES_TIME="2026-11-03T00:00:00Z")
    run.expect(0)
    names = ("documents_expected", "documents_missing", "documents_younger_than_files")
    assert [facts(run)[name] for name in names] == ["0", "0", "1"]


@pytest.mark.parametrize("time", ["", "2026-11-03T00:00:00Z"])
def test_files_without_any_document_are_refused(installed: Site, time: str) -> None:
    system = FileSystem.of(installed)
    system.add_document(1, None)
    system.add_document(2, None)
    system.add_document(4, None)
    expected = 2 if time else 3
    run = system.restore(LATER_IN_ASH, RESTORE_FILES_TIME=time)
    run.expect(12, f"none of the files of the newest {expected} documents")


@pytest.mark.parametrize("damage", ["", "007", "plain text", "001abc", "007AAAA", "008AAAA"])
def test_documents_that_do_not_decrypt_are_refused(installed: Site, damage: str) -> None:
    system = FileSystem.of(installed)
    system.add_document(1, damage)
    refuse(system, 12, "document 1 does not decrypt", "none of 1 encrypted documents decrypts")


def test_documents_that_do_not_decrypt_are_refused_where_openemr_says_null(site: Site) -> None:
    """Seen at 7.0.0: `false` is what its Document asks for, and null what its CryptoGen returns."""
    Container(site, EARLIER).bootstrap().expect(0)
    system = FileSystem.of(site)
    content = system.encrypt("text")
    system.add_document(1, content[:3] + ("B" if content[3] == "A" else "A") + content[4:])
    system.restore(EARLIER).expect(12, "none of 1 encrypted documents decrypts")


def test_one_document_that_does_not_decrypt_is_told(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.add_document(1, system.encrypt("text"))
    system.add_document(2, system.encrypt("written while it was copied")[:40])
    run = system.restore(LATER_IN_ASH)
    run.expect(0, "document 2 does not decrypt")
    assert facts(run)["documents_decrypted"] == "1"
    assert facts(run)["documents_not_decrypted"] == "1"


def test_documents_of_another_database_are_refused(
    installed: Site, new_site: Callable[[], Site]
) -> None:
    """Though the keys on the volume fit: their files came from elsewhere."""
    another = new_site()
    Container(another, LATER_IN_ASH).bootstrap().expect(0)
    foreign = FileSystem(another, another.directory).encrypt("text")
    system = FileSystem.of(installed)
    system.add_document(1, foreign)
    refuse(system, 12, "none of 1 encrypted documents decrypts with the keys in the database")

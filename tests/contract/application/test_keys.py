"""OpenEMR's keys are made once, before anybody serves, and fit each other."""

import stat

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import Image
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers

NAMES = ["oauth2key", "oauth2passphrase", "sevena", "sevenb"]


def test_an_installation_has_its_keys_and_only_their_owner_reads_them(
    site: Site, image: Image
) -> None:
    Container(site, image).bootstrap().expect(0)
    assert site.ask("SELECT name FROM `keys` ORDER BY name").split() == NAMES
    documents = site.volume / "default/documents"
    for name in (
        "certificates/oaprivate.key",
        "certificates/oapublic.key",
        "logs_and_misc/methods/sevena",
    ):
        mode = stat.S_IMODE((documents / name).stat().st_mode)
        assert mode & 0o077 == 0, f"{name} has mode {mode:o}"


def test_an_installation_has_the_hash_that_sign_ins_of_unknown_users_meet(
    site: Site, image: Image
) -> None:
    Container(site, image).bootstrap().expect(0)
    hashes = site.ask("SELECT COUNT(*) FROM globals WHERE gl_name = 'hidden_auth_dummy_hash'")
    assert hashes.strip() == "1"


def test_two_tasks_make_the_keys_of_an_existing_installation_once(installed: Site) -> None:
    site = installed
    site.open_volume()
    site.ask("DELETE FROM `keys`")
    for key in site.volume.glob("default/documents/*/*.key"):
        key.unlink()
    for key in site.volume.glob("default/documents/logs_and_misc/methods/*"):
        key.unlink()
    (site.gates / "keys_made").unlink()
    for task in [Container(site, LATER_IN_ASH).bootstrap() for _ in range(2)]:
        task.expect(0)
    assert sorted((site.gates / "keys_made").read_text().split()) == NAMES


def test_keys_that_are_there_are_kept(installed: Site) -> None:
    before = installed.ask("SELECT * FROM `keys`")
    Container(installed, LATER_IN_ASH).bootstrap().expect(0)
    assert installed.ask("SELECT * FROM `keys`") == before


def test_keys_of_another_volume_end_the_start_with_clear_words(installed: Site) -> None:
    """OpenEMR ends this with die(), which is exit code 0."""
    installed.open_volume()
    (installed.volume / "default/documents/logs_and_misc/methods/sevena").write_text("another")
    run = Container(installed, LATER_IN_ASH).bootstrap()
    run.expect(
        7, "Key in drive is not compatible", "cannot make or read its keys", "restore the pair"
    )
    Container(installed, LATER_IN_ASH).bootstrap().expect(7)


def test_an_exception_of_openemr_ends_the_start_with_its_text(installed: Site) -> None:
    installed.ask("UPDATE `keys` SET value = '' WHERE name = 'oauth2key'")
    installed.ask("UPDATE `keys` SET value = CONCAT('007', 'x') WHERE name = 'oauth2key'")
    run = Container(installed, LATER_IN_ASH).bootstrap()
    run.expect(7, "OAuth2KeyException: oauth2 encryption key was blank after it was decrypted")

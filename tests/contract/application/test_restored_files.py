"""The task of a restore moves recovered files once, and never what somebody may want."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.application.conftest import LATER_IN_ASH
from tests.contract.application.containers import Container
from tests.contract.application.image import OPENEMR, Image
from tests.contract.application.recovered import RECOVERED, FileSystem
from tests.contract.application.sites import Site

pytestmark = pytest.mark.servers


def tree(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


def test_recovered_files_are_moved_and_serve(site: Site, image: Image) -> None:
    Container(site, image).bootstrap().expect(0)
    system = FileSystem.of(site)
    before = tree(system.recovered)
    system.restore(image).expect(0, f"moved /{RECOVERED}/sites to /sites", "the pair is whole")
    assert tree(system.sites) == before
    assert [path.name for path in system.root.iterdir()] == ["sites"]
    site.volume = system.sites
    Container(site, image).bootstrap().expect(0, "ready")
    assert site.installations == 1


def test_openemr_reads_the_recovered_files_in_this_container_only(installed: Site) -> None:
    system = FileSystem.of(installed)
    container = Container(installed, LATER_IN_ASH)
    container.restore(system.root).expect(0)
    web_root = container.tree / OPENEMR
    assert (web_root / "sites").readlink() == system.sites
    assert (web_root / "sites.of_image/default").is_dir()


def test_the_files_are_told_of_their_new_database(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.restore(LATER_IN_ASH).expect(0)
    installed.volume = system.sites
    assert installed.connection("host") == "127.0.0.1"
    assert installed.connection("login") == f"{installed.name}app"


def test_a_second_run_moves_nothing_and_checks_again(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.restore(LATER_IN_ASH).expect(0)
    before = tree(system.root)
    system.restore(LATER_IN_ASH).expect(0, "in /sites already", "the pair is whole")
    assert tree(system.root) == before


@pytest.mark.parametrize("text", ["bootstrap: moved", "restored: release", "restored: keys"])
def test_a_run_that_was_killed_is_followed_by_a_whole_one(installed: Site, text: str) -> None:
    system = FileSystem.of(installed)
    run = system.restore(LATER_IN_ASH)
    run.wait_for(text)
    run.kill()
    system.restore(LATER_IN_ASH).expect(0, "in /sites already", "the pair is whole")


def test_two_tasks_at_once_move_the_files_once(installed: Site) -> None:
    system = FileSystem.of(installed)
    runs = [system.restore(LATER_IN_ASH) for _ in range(2)]
    for run in runs:
        run.expect(0)
    output = "".join(run.output for run in runs)
    assert output.count(f"moved /{RECOVERED}/sites") == output.count("in /sites already") == 1


def test_an_empty_directory_gives_way(installed: Site) -> None:
    system = FileSystem.of(installed)
    system.sites.mkdir()
    system.restore(LATER_IN_ASH).expect(0, "moved", "the pair is whole")
    assert (system.sites / "default/sqlconf.php").is_file()


def test_leftovers_of_an_earlier_restore_are_no_second_set(installed: Site) -> None:
    """They come with the recovery point of a file system that was itself restored."""
    system = FileSystem.of(installed)
    earlier = system.root / RECOVERED / "aws-backup-restore_2025-01-01T00-00-00-000Z/sites"
    (earlier / "default").mkdir(parents=True)
    system.restore(LATER_IN_ASH).expect(0, "the pair is whole")
    assert (earlier / "default").is_dir()


def of_nothing(system: FileSystem) -> None:
    shutil.rmtree(system.root / RECOVERED)


def of_an_empty_directory(system: FileSystem) -> None:
    shutil.rmtree(system.recovered)
    system.sites.mkdir()


def of_other_files(system: FileSystem) -> None:
    system.recovered.rename(system.root / RECOVERED / "data")


def of_files_that_were_never_moved(system: FileSystem) -> None:
    (system.root / RECOVERED / "aws-backup-restore_2025").mkdir()
    system.recovered.rename(system.root / RECOVERED / "aws-backup-restore_2025/sites")


def of_two_sets(system: FileSystem) -> None:
    system.recover(system.site, "aws-backup-restore_2026-11-29T10-00-00-000Z")


def of_files_in_their_place(system: FileSystem) -> None:
    shutil.copytree(system.recovered, system.sites)


def of_one_file_in_its_place(system: FileSystem) -> None:
    system.sites.mkdir()
    (system.sites / ".hidden").touch()


NONE = "no aws-backup-restore_*/sites on the file system"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (of_nothing, NONE),
        (of_an_empty_directory, NONE),
        (of_other_files, NONE),
        (of_files_that_were_never_moved, NONE),
        (of_two_sets, "more than one set of recovered files"),
        (of_files_in_their_place, "there are files in /sites and in"),
        (of_one_file_in_its_place, "there are files in /sites and in"),
    ],
)
def test_a_file_system_is_refused_and_left_as_it_is(
    installed: Site, change: Callable[[FileSystem], None], words: str
) -> None:
    system = FileSystem.of(installed)
    change(system)
    before = tree(system.root)
    system.restore(LATER_IN_ASH).expect(11, words)
    assert tree(system.root) == before

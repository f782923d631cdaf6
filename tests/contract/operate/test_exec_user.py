"""`exec` runs programs as the right user, with their arguments as they were written."""

import os
import shlex
import stat
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from scripts.commands import exec as enter
from scripts.commands.app import app
from scripts.commands.exec import User, run_as
from scripts.deployment.tasks import RunningTask

# What a shell, su or an option parser on the way would take for its own.
AWKWARD = (
    *("", " ", "a b", "it's", '"quoted"', "\\", "\\n", "line\nbreak\n", "*", "~", "#no comment"),
    *("$(id)", "`id`", "${HOME}", ";exit", "&&", "|", ">file", "!", "--", "-c", "--help", "-s"),
    *("naïve ÿ 漢", "'; rm -rf / #"),
)
SHELLS = (("/usr/bin/busybox", "ash"), ("/bin/bash", "--posix"))
# Both end in the program, and write for whom it was and what they were given.
SU_EXEC = """#!/bin/sh
printf '%s\\n' "$1" >"$STAND_IN_USER"; shift; exec "$@"
"""
# Busybox's: options first wherever they stand, then the user, then -c.
SU = """#!/bin/sh
[ "$1 $2 $4" = "-s /bin/sh -c" ] && [ "$#" = 5 ] || exit 99
printf '%s\\n' "$3" >"$STAND_IN_USER"; exec $STAND_IN_SHELL -c "$5"
"""


def executable(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize("shell", SHELLS, ids=["ash", "bash"])
@pytest.mark.parametrize("program", [("su-exec", SU_EXEC), ("su", SU)], ids=["su-exec", "su"])
def test_a_program_runs_as_apache_and_gets_its_arguments_unchanged(
    tmp_path: Path, shell: tuple[str, str], program: tuple[str, str]
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sed", "printf", "sh"):
        found = Path("/bin") / name
        (tools / name).symlink_to(found if found.exists() else Path("/usr/bin") / name)
    executable(tools / program[0], program[1])
    executable(tools / "php", '#!/bin/sh\npwd -P >"$STAND_IN_USER.pwd"\nprintf "%s\\0" "$@"\n')
    directory = tmp_path / "var/www/localhost/htdocs/openemr"
    directory.mkdir(parents=True)
    name, *words = shlex.split(run_as(User.APACHE, ["php", *AWKWARD]))
    assert name == "sh"
    user = tmp_path / "user"
    done = subprocess.run(
        [*shell, *words],
        env={
            "PATH": str(tools),
            "OPENEMR_ROOT_PREFIX": str(tmp_path),
            "STAND_IN_USER": str(user),
            "STAND_IN_SHELL": shlex.join(shell),
        },
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().split("\0")[:-1] == list(AWKWARD)
    assert user.read_text() == "apache\n"
    assert Path(f"{user}.pwd").read_text() == f"{directory.resolve()}\n"


def test_the_programs_exit_code_is_the_sessions(tmp_path: Path) -> None:
    (tmp_path / "var/www/localhost/htdocs/openemr").mkdir(parents=True)
    words = shlex.split(run_as(User.ROOT, ["sh", "-c", "exit 7"]))
    environment = {**os.environ, "OPENEMR_ROOT_PREFIX": str(tmp_path)}
    assert subprocess.run(words, env=environment, check=False).returncode == 7


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the AWS CLI is asked for, of a deployment with one task."""
    began = datetime(2026, 11, 29, tzinfo=timezone.utc)
    task = RunningTask("cluster", "0123", "0123-1", began, exec_enabled=True)
    asked: list[list[str]] = []
    monkeypatch.setattr(
        enter, "find_deployed", lambda name, _: SimpleNamespace(name=name, region="us-west-2")
    )
    monkeypatch.setattr(enter, "choose_exec_task", lambda *_: task)

    def run(command: list[str]) -> int:
        asked.append(command)
        return 0

    monkeypatch.setattr(enter, "run_session", run)
    return asked


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ((), "/bin/sh"),
        (("clinic",), "/bin/sh"),
        (("--user", "root"), "/bin/sh"),
        (("--user", "apache"), run_as(User.APACHE, ["/bin/sh"])),
        (("--command", "php -v; id"), "php -v; id"),
        (
            ("--command", "php -r 'echo 1;'", "--user", "apache"),
            run_as(User.APACHE, ["php", "-r", "echo 1;"]),
        ),
        (("--", "php", "bin/console", "list"), run_as(User.APACHE, ["php", "bin/console", "list"])),
        (("clinic", "--", "php", "-v"), run_as(User.APACHE, ["php", "-v"])),
        (("--user", "root", "--", "httpd", "-M"), run_as(User.ROOT, ["httpd", "-M"])),
        (("--", "php", "--", "--dry-run"), run_as(User.APACHE, ["php", "--", "--dry-run"])),
    ],
)
def test_a_shell_is_roots_and_a_program_is_apaches(
    sent: list[list[str]], arguments: tuple[str, ...], command: str
) -> None:
    answer = CliRunner().invoke(app, ["exec", *arguments])
    assert answer.exit_code == 0, answer.output
    (asked,) = sent
    assert asked[-2:] == ["--command", command]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--command", "id", "--", "id"), "accepted: one of them"),
        (("--",), "-- without a program"),
        (("--command", "it's", "--user", "apache"), "No closing quotation"),
        (("--user", "nobody"), "nobody"),
        (("clinic", "php"), "php"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    sent: list[list[str]], arguments: tuple[str, ...], said: str
) -> None:
    answer = CliRunner().invoke(app, ["exec", *arguments], env={"COLUMNS": "200"})
    assert answer.exit_code == 2
    assert said in answer.output
    assert sent == []


def test_the_help_shows_where_the_program_stands() -> None:
    shown = CliRunner().invoke(app, ["exec", "--help"], env={"COLUMNS": "120"}).output
    assert "[-- PROGRAM [ARGUMENT]...]" in shown

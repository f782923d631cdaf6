"""Whom deploy and destroy can ask, and what they do where nobody is."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.cli.consent import NotInteractiveError, ask, require_interactive

INSTEAD = "Give --yes."


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.TextIOWrapper]:
    """What is written here arrives on standard input, through a pipe."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as standard, os.fdopen(writing, "w") as keyboard:
        monkeypatch.setattr("sys.stdin", standard)
        yield keyboard


def test_the_answer_is_read_from_a_pipe(
    typed: io.TextIOWrapper, capsys: pytest.CaptureFixture[str]
) -> None:
    typed.write("  yes \nmore\n")
    typed.flush()
    assert ask("Go on? ", INSTEAD) == "yes"
    assert capsys.readouterr() == ("", "Go on? ")


def test_a_pipe_that_ends_without_an_answer_is_nobody(typed: io.TextIOWrapper) -> None:
    typed.close()
    with pytest.raises(NotInteractiveError, match=INSTEAD):
        ask("Go on? ", INSTEAD)


def test_no_input_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        with pytest.raises(NotInteractiveError, match=r"not interactive.*Give --yes"):
            require_interactive(INSTEAD)


def test_a_closed_input_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(NotInteractiveError):
        require_interactive(INSTEAD)


def test_a_terminal_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    main, terminal = os.openpty()
    with os.fdopen(main), os.fdopen(terminal) as standard:
        monkeypatch.setattr("sys.stdin", standard)
        require_interactive(INSTEAD)

"""Terraform's process, and the provider beside it, however they end."""

import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform.process import killed_by, lines_until_stopped, start_supervised
from tests.processes import assert_ends, is_running

PROGRAM = str(Path(__file__).with_name("fakes") / "terraform-with-provider")


def test_of_a_killed_terraform_no_provider_stays(tmp_path: Path) -> None:
    with start_supervised([PROGRAM], tmp_path, os.environ) as process:
        lines = lines_until_stopped(process)
        provider = int(next(lines).split()[1])
        assert is_running(provider)
        process.kill()
        assert list(lines) == []
    assert killed_by(process.returncode).startswith("Terraform was killed by SIGKILL")
    assert_ends(provider)


def interrupt(lines: Generator[str, None, None]) -> str:
    """Its next line after an interruption."""
    try:
        return lines.throw(KeyboardInterrupt)
    except KeyboardInterrupt:  # would end the whole run of tests
        pytest.fail("it ended without a word")


@pytest.mark.parametrize("inherited", [signal.default_int_handler, signal.SIG_IGN])
def test_an_interrupted_terraform_saves_and_says_so(tmp_path: Path, inherited: Any) -> None:
    """Also in the background, where a shell makes its command deaf to SIGINT."""
    before = signal.signal(signal.SIGINT, inherited)
    try:
        process = start_supervised([PROGRAM], tmp_path, os.environ)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        lines = lines_until_stopped(process)
        provider = int(next(lines).split()[1])
        assert interrupt(lines) == "saved\n"
        with pytest.raises(KeyboardInterrupt):
            next(lines)
    assert process.returncode == 1
    assert_ends(provider)


def test_a_second_interruption_ends_both(tmp_path: Path) -> None:
    with start_supervised([PROGRAM], tmp_path, os.environ) as process:
        lines = lines_until_stopped(process)
        provider = int(next(lines).split()[1])
        interrupt(lines)
        with pytest.raises(KeyboardInterrupt):
            lines.throw(KeyboardInterrupt)
    assert process.returncode in (1, -signal.SIGKILL)
    assert_ends(provider)

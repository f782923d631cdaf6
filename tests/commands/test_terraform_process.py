"""Terraform's process, and the provider beside it, however they end."""

import os
import signal
from pathlib import Path

import pytest

from scripts.terraform.process import killed_by, lines_until_stopped, start_leashed
from tests.processes import assert_ends, is_running

PROGRAM = str(Path(__file__).with_name("fakes") / "terraform-with-provider")


def test_of_a_killed_terraform_no_provider_stays(tmp_path: Path) -> None:
    with start_leashed([PROGRAM], tmp_path, os.environ) as process:
        lines = lines_until_stopped(process)
        provider = int(next(lines).split()[1])
        assert is_running(provider)
        process.kill()
        assert list(lines) == []
    assert killed_by(process.returncode).startswith("Terraform was killed by SIGKILL")
    assert_ends(provider)


def test_an_interrupted_terraform_saves_and_says_so(tmp_path: Path) -> None:
    with start_leashed([PROGRAM], tmp_path, os.environ) as process:
        lines = lines_until_stopped(process)
        provider = int(next(lines).split()[1])
        assert lines.throw(KeyboardInterrupt) == "saved\n"
        with pytest.raises(KeyboardInterrupt):
            next(lines)
    assert process.returncode == 1
    assert_ends(provider)


def test_a_second_interruption_ends_both(tmp_path: Path) -> None:
    with start_leashed([PROGRAM], tmp_path, os.environ) as process:
        lines = lines_until_stopped(process)
        provider = int(next(lines).split()[1])
        lines.throw(KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            lines.throw(KeyboardInterrupt)
    assert process.returncode in (1, -signal.SIGKILL)
    assert_ends(provider)

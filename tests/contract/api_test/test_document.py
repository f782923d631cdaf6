"""docs/apis.md: its options exist, and its stand-in can be run by hand."""

import re
import shlex
import subprocess
import sys

import pytest

from scripts.project import ROOT
from tests.contract.api_test.run_command import Command

PAGE = (ROOT / "docs" / "apis.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"openemr (api-test[^`\n]*)", PAGE)


@pytest.fixture(scope="module")
def offered() -> set[str]:
    """The options of the command."""
    help_text = Command(["--help"], environment={"COLUMNS": "110"}).run().stdout
    return set(re.findall(r"(--[a-z][a-z-]+)", help_text))


def test_every_option_of_the_page_is_one_of_the_command(offered: set[str]) -> None:
    written = set(re.findall(r"`[^`]*?(--[a-z][a-z-]+)", PAGE)) - {"--enabled"}
    in_commands = {word for each in COMMANDS for word in shlex.split(each) if word[:2] == "--"}
    assert len(in_commands) >= 7
    assert (written | in_commands) - offered == set()


def test_the_stand_in_prints_the_options_with_which_the_command_finds_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-E", "-m", "tests.contract.api_test.double", "--enabled"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        options = shlex.split(process.stdout.readline())
        outcome = Command([*options, "--flow", "client-credentials", "--json"]).run()
        process.communicate("", timeout=30)
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses()["client-credentials"] == "passed"
    assert process.returncode == 0

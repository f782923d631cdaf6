"""Rules for the start scripts as text."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.application.containers import SCRIPTS, Container

SHELL_SCRIPTS = sorted(SCRIPTS.glob("*.sh"))


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda script: script.name)
def test_a_script_passes_shellcheck(script: Path) -> None:
    shellcheck = Path(sys.executable).parent / "shellcheck"
    done = subprocess.run([shellcheck, script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda script: script.name)
def test_a_script_never_traces_itself(script: Path) -> None:
    text = script.read_text()
    assert not re.search(r"set\s+-[a-z]*x|set -o xtrace", text)
    # health.sh is one condition; companion.sh goes on after whatever failed; bootstrap.sh evaluates
    # restore.sh.
    others = {"health.sh": "", "companion.sh": "set -u", "restore.sh": ""}
    expected = others.get(script.name, "set -eu")
    assert re.findall(r"^set .*$", text, re.M) == ([expected] if expected else [])


SUFFIXES = {".awk", ".conf", ".php", ".sh"}
PROGRAMS = {path.name for path in SCRIPTS.iterdir() if path.suffix in SUFFIXES}
OF_A_RESTORE = {"restore.php", "restore.sh"}
OF_BOTH = {"bootstrap.sh", "install.php", "keys.php", "upgrade.awk"}


@pytest.mark.parametrize(
    "programs",
    [
        PROGRAMS - OF_A_RESTORE,
        OF_A_RESTORE | {"bootstrap.sh", "install.php", "keys.php", "upgrade.awk"},
    ],
    ids=["openemr", "restore"],
)
def test_the_scripts_fit_into_a_task_definition(programs: set[str]) -> None:
    """ECS: 64 KiB of JSON, for everything (service quotas, Amazon ECS endpoints and quotas)."""
    root = (SCRIPTS / "rds_root_ca/us-east-1.pem").read_text()
    texts = [Container.text(name) for name in sorted(programs)] + [root, root]
    assert len(json.dumps(texts).encode()) < 52 * 1024


@pytest.mark.parametrize("file", sorted(SCRIPTS.glob("*.php")), ids=lambda file: file.name)
def test_a_program_of_php_is_whole_without_its_comments(file: Path) -> None:
    done = subprocess.run(
        ["php", "-l"], input=Container.text(file.name), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", SHELL_SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_whole_without_its_comments(script: Path) -> None:
    done = subprocess.run(
        ["busybox", "ash", "-n"],
        input=Container.text(script.name),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_script_is_broken_by_terraform_templates() -> None:
    """`%{` would open a directive; `${` is escaped where the task definition is written."""
    for script in SHELL_SCRIPTS:
        assert "%{" not in script.read_text()


@pytest.mark.parametrize(
    ("name", "title", "end", "of_others"),
    [
        ("bootstrap.sh", "Exit codes", "set -eu", {1, 143}),
        ("serve.sh", "Exit codes", "set -eu", {1, 143}),
        ("restore.sh", "exit codes", "# AWS", {6}),
    ],
)
def test_exit_codes_in_use_are_those_at_the_head_of_the_script(
    name: str, title: str, end: str, of_others: set[int]
) -> None:
    """of_others: those without a meaning of their own, and in restore.sh those of bootstrap.sh."""
    text = (SCRIPTS / name).read_text()
    used = {int(code) for code in re.findall(r"\bfail (\d+) ", text)} - of_others
    head = text.partition(end)[0].partition(title)[2]
    named = {int(code) for code in re.findall(r"\b(\d+) [a-zV]", head)}
    assert used | ({2} if name != "restore.sh" else set()) == named

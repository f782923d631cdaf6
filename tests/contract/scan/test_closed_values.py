"""What the scan knows of values is what synthesis gives now: a change shows in review."""

import difflib

import pytest

from scripts.commands.scan.closed_values.rules import FOLDER
from tests.contract.scan.closed_values.files import files

ADVICE = "If it is intended: pytest tests/contract/scan/test_closed_values.py --rewrite-snapshots."


def differences(wanted: dict[str, str]) -> list[str]:
    """Lines that are gone, `-`, and new ones, `+`."""
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*")}
    found: list[str] = []
    for name in sorted({*wanted, *kept}):
        old, new = (each.get(name, "").splitlines() for each in (kept, wanted))
        found += difflib.unified_diff(old, new, name, name, lineterm="", n=1)
    return found


def test_closed_values_are_those_of_the_stacks(pytestconfig: pytest.Config) -> None:
    wanted = files()
    if pytestconfig.getoption("--rewrite-snapshots"):
        FOLDER.mkdir(exist_ok=True)
        for file in FOLDER.glob("*"):
            file.unlink()
        for name, text in wanted.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    found = differences(wanted)
    assert not found, "\n".join(["values have changed:", *found, ADVICE])

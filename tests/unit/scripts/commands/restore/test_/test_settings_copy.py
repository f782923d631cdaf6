"""cdktf.json is put back to the byte, or left where somebody else changed it."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.restore.settings_file import write_stores
from scripts.commands.restore.test_.settings_copy import SettingsCopy
from tests.configurations import LOCKED
from tests.unit.stacks.settings.mistakes.stores import GREEN

CLINIC = {"environment": "evaluation"}
# As people write it.
TEXT = '{"app":"python",\n"context" : {"deployments":{"clinic" : {"environment":"evaluation"}}}  }'
TESTED = {**GREEN, "serving": "blue", "standby": "testing"}
LEFT = {"serving": "blue", "standby": "absent"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "cdktf.json"
    file.write_text(TEXT, encoding="utf-8")
    return file


def begun(file: Path) -> SettingsCopy:
    """The file in the middle of a test."""
    copy = SettingsCopy(file, "clinic", "20261130T120000Z-k7m2qd")
    copy.take()
    write_stores(file, "clinic", TESTED, LOCKED)
    return copy


def others(file: Path) -> list[str]:
    return [each.name for each in file.parent.rglob("*") if each.is_file() and each != file]


def test_it_is_as_before_to_the_byte(file: Path):
    copy = begun(file)
    write_stores(file, "clinic", LEFT, LOCKED)
    assert file.read_text(encoding="utf-8") != TEXT
    copy.put_back(LEFT)
    assert file.read_text(encoding="utf-8") == TEXT
    assert others(file) == []
    copy.put_back(LEFT)
    assert file.read_text(encoding="utf-8") == TEXT


def test_a_second_copy_of_the_same_test_is_not_taken(file: Path):
    copy = begun(file)
    copy.take()
    write_stores(file, "clinic", LEFT, LOCKED)
    copy.put_back(LEFT)
    assert file.read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("deployment", "name"), [({**CLINIC, "tags": {"a": "b"}}, "clinic"), (CLINIC, "other")]
)
def test_what_somebody_changed_meanwhile_stays(file: Path, deployment: Any, name: str):
    copy = begun(file)
    whole = json.loads(TEXT)
    whole["context"]["deployments"]["clinic"] = {**CLINIC, "stores": LEFT}
    whole["context"]["deployments"][name] = {**deployment, "stores": LEFT}
    written = json.dumps(whole)
    file.write_text(written, encoding="utf-8")
    copy.put_back(LEFT)
    assert file.read_text(encoding="utf-8") == written
    assert others(file) == []

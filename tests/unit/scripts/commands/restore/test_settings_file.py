"""The setting `stores` in cdktf.json: replaced, and nothing else."""

import errno
import json
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.restore.settings_file import (
    UnwritableError,
    read_stores,
    with_stores,
    write_stores,
)
from stacks.cdktf_json import CdktfJsonError
from stacks.settings import SettingsError
from tests.configurations import LOCKED
from tests.unit.stacks.settings.mistakes.stores import GREEN

STANDBY = {**GREEN, "standby": "restoring"}
WHOLE: dict[str, Any] = {
    "language": "python",
    "app": "python -E main.py",
    "context": {
        "excludeStackIdFromLogicalIds": "true",
        "deployments": {
            "clinic": {
                "environment": "evaluation",
                "tags": {"CostCenter": "cardiology"},
                "backup": {"daily_retention_days": 40},
            },
            "other": {"environment": "evaluation", "stores": STANDBY},
        },
    },
    "projectId": "Zürich",
}


def written(folder: Path, whole: Any = WHOLE, indent: int | str | None = 4) -> Path:
    file = folder / "cdktf.json"
    file.write_text(json.dumps(whole, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("indent", [2, 4, "\t"])
def test_only_the_setting_changes(tmp_path: Path, indent: int | str):
    file = written(tmp_path, indent=indent)
    before = file.read_text(encoding="utf-8").splitlines()
    write_stores(file, "clinic", STANDBY, LOCKED)
    after = file.read_text(encoding="utf-8").splitlines()
    assert read_stores(file, "clinic") == STANDBY
    step = "\t" if indent == "\t" else " " * int(indent)
    begin = after.index(f'{step * 4}"stores": {{')
    end = begin + len(STANDBY) + 2
    assert after[end - 1] == f"{step * 4}}}"
    # The line before gets a comma, as JSON has it.
    assert after[begin - 1] == f"{before[begin - 1]},"
    assert [*after[: begin - 1], before[begin - 1], *after[end:]] == before
    assert [each.name for each in tmp_path.iterdir()] == ["cdktf.json"]


def test_an_empty_setting_is_left_out_byte_for_byte(tmp_path: Path):
    file = written(tmp_path)
    before = file.read_bytes()
    write_stores(file, "clinic", STANDBY, LOCKED)
    assert file.read_bytes() != before
    write_stores(file, "clinic", {}, LOCKED)
    assert file.read_bytes() == before
    assert read_stores(file, "clinic") == {}


def test_a_file_of_one_line_stays_one(tmp_path: Path):
    file = written(tmp_path, indent=None)
    write_stores(file, "clinic", STANDBY, LOCKED)
    assert file.read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize(
    "stores", [{"standby": "somewhere"}, {"standby": "kept"}, {**STANDBY, "green_files": None}]
)
def test_settings_that_are_not_valid_leave_the_file_as_it_is(
    tmp_path: Path, stores: dict[str, Any]
):
    file = written(tmp_path)
    before, stood = file.read_bytes(), file.stat()
    with pytest.raises(SettingsError, match="stores"):
        write_stores(file, "clinic", stores, LOCKED)
    assert file.read_bytes() == before
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (stood.st_ino, stood.st_mtime_ns)
    assert [each.name for each in tmp_path.iterdir()] == ["cdktf.json"]


def test_a_key_that_is_there_twice_is_not_written_over(tmp_path: Path):
    file = tmp_path / "cdktf.json"
    file.write_text('{"context": {}, "context": {"deployments": {"clinic": {}}}}', encoding="utf-8")
    before = file.read_bytes()
    with pytest.raises(CdktfJsonError, match="duplicate key"):
        write_stores(file, "clinic", STANDBY, LOCKED)
    assert file.read_bytes() == before


@pytest.mark.parametrize("fails", ["write_text", "replace"])
def test_a_file_that_cannot_be_written_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
):
    file = written(tmp_path)
    before = file.read_bytes()

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, fails, refuse)
    with pytest.raises(UnwritableError) as refused:
        write_stores(file, "clinic", STANDBY, LOCKED)
    said = str(refused.value)
    assert f"{file} cannot be written (Read-only file system)" in said
    assert f"Set deployments.clinic to hold {json.dumps({'stores': STANDBY})}" in said
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["cdktf.json"]


def test_the_context_that_was_given_is_not_changed():
    context = json.loads(json.dumps(WHOLE["context"]))
    changed = with_stores(context, "other", {"serving": "blue"})
    assert changed["deployments"]["other"]["stores"] == {"serving": "blue"}
    assert context == WHOLE["context"]

"""Which images a deploy locks, and of which a plan says that nobody has."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from scripts.cli.steps import Steps
from scripts.images import locking
from scripts.images.chosen import LockFileError, choose_image
from scripts.registry import Manifest, Registry
from scripts.registry.manifest import OCI_MANIFEST
from stacks.image_lock import LOCK_FILE
from tests.configurations import PRODUCTION_WITH_CERTIFICATE
from tests.unit.scripts.images.test_chosen import DIGEST, HUB

PLACE = "clinic-eu-west-1"
MANIFEST = Manifest(b"{}", OCI_MANIFEST)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where cdktf.json is; every registry answers with the same manifest."""
    monkeypatch.setattr(locking, "_CDKTF_JSON", tmp_path / "cdktf.json")
    monkeypatch.setattr(locking, "choose_stack", lambda name: name or "clinic")
    monkeypatch.setattr(locking, "places", lambda: {PLACE: "clinic"})
    monkeypatch.setattr(Registry, "manifest", lambda _self, _version: MANIFEST)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    return tmp_path


def write(folder: Path, environment: str = "production", **application: Any) -> None:
    (settings,) = PRODUCTION_WITH_CERTIFICATE["deployments"].values()
    if environment == "evaluation":
        settings = {"environment": environment}
    context = {"deployments": {"clinic": {**settings, "application": application}}}
    (folder / "cdktf.json").write_text(json.dumps({"context": context}))


def locked(folder: Path) -> dict[str, str]:
    file = folder / LOCK_FILE
    return dict(json.loads(file.read_text())["images"]) if file.exists() else {}


def quiet() -> Steps:
    return Steps(Console(record=True, file=io.StringIO()))


def hints(folder: Path) -> str:
    steps = quiet()
    locking.hint_to_lock("clinic", steps)
    assert folder.exists()
    return steps.console.export_text()


@pytest.mark.parametrize(
    ("environment", "application", "locks"),
    [
        ("production", {"image": HUB}, True),
        ("production", {"image": HUB, "private_repository": False}, True),
        ("production", {"image": f"{HUB}@{DIGEST}"}, False),
        ("evaluation", {"image": HUB}, False),
        ("evaluation", {"image": HUB, "private_repository": True}, True),
    ],
)
def test_what_runs_by_digest_only_is_locked(
    folder: Path, environment: str, application: dict[str, Any], *, locks: bool
) -> None:
    write(folder, environment, **application)
    assert ("openemr image lock clinic" in hints(folder)) is locks
    locking.lock_before_synthesis(None, quiet())
    assert locked(folder) == ({HUB: MANIFEST.digest} if locks else {})
    assert hints(folder) == ""


def test_a_stack_of_copies_has_no_image(folder: Path) -> None:
    write(folder, image=HUB)
    locking.lock_before_synthesis(PLACE, quiet())
    assert locked(folder) == {}
    locking.hint_to_lock(PLACE, quiet())


def test_what_is_locked_already_stays(folder: Path) -> None:
    write(folder, image=HUB)
    (folder / LOCK_FILE).write_text(json.dumps({"images": {HUB: DIGEST}}))
    locking.lock_before_synthesis("clinic", quiet())
    assert locked(folder) == {HUB: DIGEST}


def test_nobody_asks_a_registry_for_the_embedded_aws(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    write(folder, image=HUB)
    locking.lock_before_synthesis("clinic", quiet())
    assert (locked(folder), hints(folder)) == ({}, "")
    write(folder, image="127.0.0.1:5000/openemr:8.2.0-2026-06-01")
    locking.lock_before_synthesis("clinic", quiet())
    assert list(locked(folder)) == ["127.0.0.1:5000/openemr:8.2.0-2026-06-01"]


def test_wrong_settings_are_left_to_synthesis(folder: Path) -> None:
    write(folder, image="openemr/openemr:latest")
    locking.lock_before_synthesis("clinic", quiet())
    assert locked(folder) == {}


def test_a_lock_file_that_is_damaged_is_not_written(folder: Path) -> None:
    write(folder, image=HUB)
    image = choose_image("clinic", folder / "cdktf.json")
    (folder / LOCK_FILE).write_text("{")
    with pytest.raises(LockFileError, match="was not written"):
        image.lock(folder / "cdktf.json", DIGEST)
    assert (folder / LOCK_FILE).read_text() == "{"

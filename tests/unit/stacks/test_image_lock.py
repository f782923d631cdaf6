"""The lock file: what it holds, what is wrong with it, and how it is written."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.image_lock import LOCK_FILE, ImageLockError, read_image_lock, write_image_lock
from stacks.settings import Deployment, SettingsError, parse_settings, read_settings

IMAGE, MOVING = "openemr/openemr:8.3.0-2026-08-30", "openemr/openemr:8.2.0"
DIGEST, OTHER = ("sha256:" + digits * 4 for digits in ("0123456789abcdef", "fedcba9876543210"))
ACCEPTED = "sha256: and 64 lower-case hexadecimal digits"
BY_TAG = "an image by tag, such as openemr/openemr:8.3.0-2026-08-30"
CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"

MALFORMED: dict[str, tuple[Any, str]] = {
    "a list": ([], "received []; accepted: an object with the object `images`"),
    "no images": ({}, "received {}; accepted: an object with the object `images`"),
    "a list of images": (
        {"images": [IMAGE]},
        f'received {{"images": ["{IMAGE}"]}}; accepted: an object with the object `images`',
    ),
    "an unknown key": (
        {"images": {}, "version": 1},
        "version: unknown; received 1; accepted: images",
    ),
    "a digest cut short": (
        {"images": {IMAGE: "sha256:0123"}},
        f'images.{IMAGE}: received "sha256:0123"; accepted: {ACCEPTED}',
    ),
    "a digest in capitals": (
        {"images": {IMAGE: DIGEST.upper()}},
        f'images.{IMAGE}: received "{DIGEST.upper()}"; accepted: {ACCEPTED}',
    ),
    "a digest and a line": (
        {"images": {IMAGE: f"{DIGEST}\n"}},
        f'images.{IMAGE}: received "{DIGEST}\\n"; accepted: {ACCEPTED}',
    ),
    "no digest": (
        {"images": {IMAGE: None}},
        f"images.{IMAGE}: received null; accepted: {ACCEPTED}",
    ),
    "an image without tag": (
        {"images": {"openemr/openemr": DIGEST}},
        f'images: received "openemr/openemr"; accepted: {BY_TAG}',
    ),
    "an image by digest": (
        {"images": {f"openemr/openemr@{DIGEST}": DIGEST}},
        f'images: received "openemr/openemr@{DIGEST}"; accepted: {BY_TAG}',
    ),
    "no image": (
        {"images": {"Openemr:8.3.0": DIGEST}},
        f'images: received "Openemr:8.3.0"; accepted: {BY_TAG}',
    ),
}


def application(locked: dict[str, str], **settings: Any) -> Any:
    """The parsed group `application` of one deployment in production."""
    data = {"certificate_arn": CERTIFICATE} | settings
    deployment: Deployment = parse_settings({"deployments": {"x": data}}, locked).deployments["x"]
    return deployment.application


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / LOCK_FILE


def test_no_file_locks_nothing(file: Path):
    assert read_image_lock(file) == {}


def test_what_is_written_is_read(file: Path):
    write_image_lock(file, {IMAGE: DIGEST, MOVING: OTHER})
    assert read_image_lock(file) == {IMAGE: DIGEST, MOVING: OTHER}


def test_equal_contents_are_equal_bytes(file: Path):
    write_image_lock(file, {IMAGE: DIGEST, MOVING: OTHER})
    first = file.read_bytes()
    write_image_lock(file, {MOVING: OTHER, IMAGE: DIGEST})
    assert file.read_bytes() == first
    assert first.endswith(b"}\n")


def test_the_file_is_replaced_as_a_whole(file: Path, monkeypatch: pytest.MonkeyPatch):
    write_image_lock(file, {IMAGE: DIGEST})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_image_lock(file, {IMAGE: OTHER})
    assert read_image_lock(file) == {IMAGE: DIGEST}
    monkeypatch.undo()
    write_image_lock(file, {IMAGE: OTHER})
    assert read_image_lock(file) == {IMAGE: OTHER}
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(("whole", "problem"), MALFORMED.values(), ids=MALFORMED)
def test_what_is_wrong_is_named(whole: Any, problem: str, file: Path):
    file.write_text(json.dumps(whole))
    with pytest.raises(ImageLockError) as refused:
        read_image_lock(file)
    assert refused.value.problems == [f"{LOCK_FILE}: {problem}"]


def test_all_that_is_wrong_is_named_at_once(file: Path):
    file.write_text(json.dumps({"images": {IMAGE: "", MOVING: ""}, "x": 1}))
    with pytest.raises(ImageLockError) as refused:
        read_image_lock(file)
    assert len(refused.value.problems) == 3


def test_an_image_twice_is_refused(file: Path):
    file.write_text(f'{{"images": {{"{IMAGE}": "{DIGEST}", "{IMAGE}": "{OTHER}"}}}}')
    with pytest.raises(ImageLockError, match=f"must be JSON .duplicate key: {IMAGE}"):
        read_image_lock(file)


@pytest.mark.parametrize("contents", [b"{", b"", b"\xff\xfe"])
def test_what_is_no_json_is_named(contents: bytes, file: Path):
    file.write_bytes(contents)
    with pytest.raises(ImageLockError, match=rf"^\{LOCK_FILE}: must be JSON"):
        read_image_lock(file)


def test_nothing_wrong_is_written(file: Path):
    with pytest.raises(ImageLockError):
        write_image_lock(file, {IMAGE: "latest"})
    assert not file.exists()


def test_settings_are_read_with_the_lock_beside_them(file: Path):
    settings = file.with_name("cdktf.json")
    settings.write_text(json.dumps({"context": {"deployments": {"x": {}}}}))
    assert read_settings(settings).deployments["x"].application.image_digest == ""
    write_image_lock(file, {MOVING: DIGEST})
    assert read_settings(settings).deployments["x"].application.image_digest == DIGEST
    file.write_text('{"images": {"x": "y"}}')
    with pytest.raises(SettingsError) as refused:
        read_settings(settings)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [LOCK_FILE] * 2


def test_a_locked_tag_runs_by_digest():
    chosen = application({MOVING: DIGEST, IMAGE: OTHER})
    assert chosen.upstream_image == MOVING
    assert chosen.image_digest == DIGEST
    assert chosen.image_reference == f"{MOVING}@{DIGEST}"


def test_a_lock_of_another_image_changes_nothing():
    assert application({IMAGE: DIGEST}).image_reference == MOVING


def test_a_digest_in_the_settings_comes_before_the_lock():
    image = f"{IMAGE}@{OTHER}"
    chosen = application({IMAGE: DIGEST}, application={"image": image, "openemr_version": "8.3.0"})
    assert (chosen.image_reference, chosen.image_digest) == (image, OTHER)


def test_an_evaluation_is_locked_too():
    locked = application({MOVING: DIGEST}, certificate_arn=None, environment="evaluation")
    assert locked.image_reference == f"{MOVING}@{DIGEST}"


ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0"
EVALUATION = {"certificate_arn": None, "environment": "evaluation"}


@pytest.mark.parametrize(
    ("environment", "chosen", "makes_repository", "runs_copy"),
    [
        ({}, {}, True, True),
        ({}, {"private_repository": False}, False, False),
        ({}, {"private_repository": None}, True, True),
        ({}, {"image": ECR}, False, False),
        ({}, {"image": ECR, "private_repository": True}, True, False),
        ({}, {"image": "public.ecr.aws/openemr/openemr:8.2.0-2026-07-10"}, True, True),
        (EVALUATION, {}, False, False),
        (EVALUATION, {"private_repository": True}, True, True),
        (EVALUATION, {"image": ECR, "private_repository": True}, True, False),
    ],
)
def test_who_runs_a_copy(
    environment: dict[str, Any], chosen: dict[str, Any], makes_repository: bool, runs_copy: bool
):
    found = application({}, **environment, application=chosen)
    assert (found.makes_repository, found.runs_copy) == (makes_repository, runs_copy)


@pytest.mark.parametrize(
    ("image", "locked", "tag"),
    [
        (IMAGE, {}, "8.3.0-2026-08-30"),
        (IMAGE, {IMAGE: DIGEST}, "8.3.0-2026-08-30"),
        (f"openemr/openemr:8.3.0@{DIGEST}", {}, "8.3.0-0123456789ab"),
        (f"openemr/openemr@{DIGEST}", {}, DIGEST.replace(":", "-")),
    ],
)
def test_the_copys_tag_never_moves(image: str, locked: dict[str, str], tag: str):
    chosen = {"image": image, "openemr_version": "8.3.0"}
    assert application(locked, application=chosen).copy_tag == tag


def test_later_builds_of_a_moving_tag_have_tags_of_their_own():
    tags = [application({MOVING: digest}).copy_tag for digest in (DIGEST, OTHER)]
    assert tags == ["8.2.0-0123456789ab", "8.2.0-fedcba987654"]

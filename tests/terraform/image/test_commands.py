"""`openemr image` and the doctor, before anything is deployed."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from scripts.images.chosen import choose_image
from scripts.preflight.checks.image import image
from scripts.preflight.checks.image_copy import image_copy
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from scripts.terraform.synthesis import Stack
from stacks.image_lock import LOCK_FILE
from stacks.settings import read_settings
from tests.contract.images.made import made
from tests.contract.images.registry import Behaviour, StandIn
from tests.terraform.checkout import OUTPUT, PATIENCE_SECONDS, Checkout
from tests.terraform.image.conftest import IMAGE, NAME, locked

pytestmark = pytest.mark.terraform

REPOSITORY = f"openemr-{NAME}-image"


@pytest.fixture(autouse=True)
def _as_before(checkout: Checkout, registry: StandIn) -> Any:
    file = checkout.directory / "cdktf.json"
    before, image_before = file.read_text(), registry.images[IMAGE]
    yield
    file.write_text(before)
    registry.images[IMAGE], registry.behaviour = image_before, Behaviour()


def shown(checkout: Checkout) -> dict[str, Any]:
    ended = checkout.openemr("image", "show", NAME, "--json")
    assert ended.returncode == 0, ended.stderr
    return dict(json.loads(ended.stdout))


def test_an_image_is_shown_locked_and_copied(checkout: Checkout, registry: StandIn) -> None:
    name, top = f"{registry.host}/{IMAGE}", registry.images[IMAGE].top
    before = shown(checkout)
    assert (before["digest"], before["present"], before["runs_copy"]) == ("", False, True)
    assert before["version_label"] == before["openemr_version"] == "8.2.0"

    unlocked = checkout.openemr("image", "copy", NAME)
    assert unlocked.returncode == 1
    assert f"openemr image lock {NAME}" in unlocked.stderr

    done = checkout.openemr("image", "lock", NAME, "--json")
    assert done.returncode == 0, done.stderr
    answer = {"deployment": NAME, "image": name, "digest": top, "current": top, "changed": True}
    assert json.loads(done.stdout) == answer
    assert locked(checkout) == {name: top}

    without = checkout.openemr("image", "copy", NAME)
    assert without.returncode == 1
    assert f"{REPOSITORY} does not exist yet. openemr deploy {NAME}" in without.stderr


def test_a_moved_tag_is_told_and_taken_on_request_only(
    checkout: Checkout, registry: StandIn
) -> None:
    name, first = f"{registry.host}/{IMAGE}", registry.images[IMAGE].top
    assert checkout.openemr("image", "lock", NAME).returncode == 0
    registry.images[IMAGE] = made(b"another build")
    kept = checkout.openemr("image", "lock", NAME)
    assert kept.returncode == 0
    assert f"names {registry.images[IMAGE].top} by now" in kept.stderr
    assert locked(checkout) == {name: first}

    updated = checkout.openemr("image", "lock", NAME, "--update")
    assert updated.returncode == 0
    assert f"before: {first}" in updated.stdout
    assert locked(checkout) == {name: registry.images[IMAGE].top}

    registry.behaviour.status = 500
    silent = checkout.openemr("image", "lock", NAME)
    assert silent.returncode == 0, silent.stderr
    assert "the locked digest stays" in silent.stderr
    registry.behaviour.status = 404
    assert checkout.openemr("image", "lock", NAME).returncode == 1


def test_what_cannot_be_copied_is_refused_with_2(
    checkout: Checkout, change: Callable[..., None]
) -> None:
    change(private_repository=False)
    ended = checkout.openemr("image", "copy", NAME)
    assert ended.returncode == 2
    assert f"deployments.{NAME}.application.private_repository: received false" in ended.stderr
    change(image_findings="LOW")
    ended = checkout.openemr("image", "show", NAME)
    assert ended.returncode == 2
    assert 'image_findings: received "LOW"; accepted:' in ended.stderr


def test_a_killed_copy_goes_on_where_it_was(checkout: Checkout, registry: StandIn) -> None:
    (checkout.directory / LOCK_FILE).unlink(missing_ok=True)
    assert checkout.openemr("image", "lock", NAME).returncode == 0
    ecr = checkout.account.client("ecr")
    ecr.create_repository(repositoryName=REPOSITORY, imageTagMutability="IMMUTABLE")
    asked = len(registry.asked)

    def slowly(path: str, _headers: Any) -> None:
        if "/blobs/" in path and len(registry.asked) > asked + 12:
            time.sleep(1)

    registry.behaviour.served = slowly
    process = subprocess.Popen(
        checkout.command("image", "copy", NAME),
        cwd=checkout.directory,
        env=checkout.environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(registry.asked) < asked + 14:
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, said
    assert "the next copy goes on from there" in said
    assert ecr.describe_images(repositoryName=REPOSITORY)["imageDetails"] == []

    registry.behaviour.served = lambda _path, _headers: None
    ended = checkout.openemr("image", "copy", NAME, "--json")
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout)
    assert answer["digest"] == registry.images[IMAGE].top
    assert answer["layers"]["present"] > 0
    assert answer["layers"]["uploaded"] > 0
    assert answer["tag"] == IMAGE.rpartition(":")[2]
    found = shown(checkout)
    assert found["present"] is True
    assert found["scan"]["status"] == "NOT_FOUND"
    assert "has not scanned" in found["scan"]["unknown"]


def test_the_doctor_tells_of_copy_and_findings(
    checkout: Checkout, registry: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in checkout.environment().items():
        monkeypatch.setenv(name, value)
    subject = Subject(NAME)
    subject.settings = read_settings(checkout.directory / "cdktf.json").deployments[NAME]
    subject.stack = Stack(NAME, checkout.directory / OUTPUT / "stacks" / NAME, ())
    subject.state = {}
    (pulled,) = image(subject)
    assert (pulled.status, "can be copied, for amd64, arm64" in pulled.said) == (Status.OK, True)
    chosen = choose_image(NAME, checkout.directory / "cdktf.json")
    assert chosen.digest == registry.images[IMAGE].top
    copied, scanned = image_copy(subject)
    assert (copied.status, scanned.status) == (Status.OK, Status.PROBLEM)
    assert "ECR has not scanned this image" in scanned.said

    ecr = checkout.account.client("ecr")
    ecr.batch_delete_image(repositoryName=REPOSITORY, imageIds=[{"imageDigest": chosen.digest}])
    (missing,) = image_copy(subject)
    assert (missing.status, "openemr deploy copies it" in missing.said) == (Status.OK, True)
    definition = {
        "mode": "managed",
        "type": "aws_ecs_task_definition",
        "name": "task",
        "instances": [
            {"attributes": {"container_definitions": f'[{{"image":"x@{chosen.digest}"}}]'}}
        ],
    }
    subject.state = {"version": 4, "resources": [definition]}
    (lost,) = image_copy(subject)
    assert (lost.status, lost.fix) == (Status.PROBLEM, f"openemr image copy {NAME}")

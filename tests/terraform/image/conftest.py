"""A registry on this machine with OpenEMR's image, and checkouts whose deployments choose it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from stacks.image_lock import LOCK_FILE
from tests.contract.embedded_aws.account import Account
from tests.contract.images.made import made
from tests.contract.images.registry import StandIn, stand_in
from tests.terraform.checkout import Checkout
from tests.terraform.deployed import issued_certificate, settings_of

NAME = "clinic"
IMAGE = "hospital/openemr:8.2.0-2026-06-01"


@pytest.fixture(scope="module")
def registry() -> Iterator[StandIn]:
    with stand_in() as server:
        server.images[IMAGE] = made(bytes(range(256)) * 50_000, b"small", version="8.2.0")
        yield server


@pytest.fixture(scope="module")
def checkout(registry: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """A production that was not deployed yet, and whose image nobody has locked."""
    with EmbeddedAws() as aws:
        context = settings_of(NAME, issued_certificate(Account(aws)))
        image = {"image": f"{registry.host}/{IMAGE}"}
        deployment = context["deployments"][NAME]
        deployment["application"] = deployment.get("application", {}) | image
        folder = tmp_path_factory.mktemp("image") / "checkout"
        made_here = Checkout.make(folder, context, aws)
        (folder / LOCK_FILE).unlink(missing_ok=True)
        yield made_here


@pytest.fixture
def change(checkout: Checkout) -> Callable[..., None]:
    """Change settings of the group `application`."""

    def write(**settings: Any) -> None:
        file = checkout.directory / "cdktf.json"
        whole = json.loads(file.read_text())
        whole["context"]["deployments"][NAME]["application"] |= settings
        file.write_text(json.dumps(whole))

    return write


def locked(checkout: Checkout) -> dict[str, str]:
    """What the lock file holds; empty if there is none."""
    file = Path(checkout.directory / LOCK_FILE)
    return dict(json.loads(file.read_text())["images"]) if file.exists() else {}

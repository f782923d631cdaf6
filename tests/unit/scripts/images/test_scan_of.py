"""Which manifest's scan counts: that of the tasks' architecture, never the index's."""

import json
from typing import Any

import pytest

from scripts.images.chosen import UnlockedError, scan_of
from scripts.images.ecr import EcrRepository
from scripts.registry.manifest import OCI_INDEX, OCI_MANIFEST, Manifest
from tests.unit.scripts.images.test_chosen import DIGEST, ECR, HUB, chosen

ARM, AMD = ("sha256:" + letter * 64 for letter in "bc")


class Images:
    """A repository with one image, by tag or digest; `scanned` are the digests asked for."""

    name = "images"

    def __init__(self, manifest: Manifest | None) -> None:
        self._manifest = manifest
        self.scanned: list[str] = []
        self.wanted: list[dict[str, str]] = []

    def digest_of(self, wanted: dict[str, str]) -> str:
        self.wanted.append(wanted)
        return DIGEST if self._manifest else ""

    def manifest(self, digest: str) -> Manifest | None:
        assert digest == DIGEST
        return self._manifest

    def scan_pages(self, digest: str) -> list[dict[str, Any]]:
        self.scanned.append(digest)
        return [{"imageScanStatus": {"status": "COMPLETE"}}]


def index(*architectures: tuple[str, str]) -> Manifest:
    listed = [
        {"mediaType": OCI_MANIFEST, "digest": digest, "size": 1, "platform": {"architecture": name}}
        for digest, name in architectures
    ]
    return Manifest(json.dumps({"manifests": listed}).encode(), OCI_INDEX)


def ask(images: Images, **application: Any) -> str:
    locked = {HUB: DIGEST}
    repository: EcrRepository = images  # type: ignore[assignment]
    return scan_of(chosen(locked, **application), repository).unknown


BOTH = index((AMD, "amd64"), (ARM, "arm64"))


@pytest.mark.parametrize(("architecture", "digest"), [("ARM64", ARM), ("X86_64", AMD)])
def test_of_an_index_the_image_of_the_tasks(architecture: str, digest: str) -> None:
    images = Images(BOTH)
    assert ask(images, image=HUB, cpu_architecture=architecture) == ""
    assert images.scanned == [digest]


def test_a_single_manifest_by_itself() -> None:
    single = Manifest(b"{}", OCI_MANIFEST)
    images = Images(single)
    assert ask(images, image=HUB) == ""
    assert images.scanned == [single.digest]


def test_another_architecture_and_nothing_at_all_are_unknown() -> None:
    assert "not made for arm64" in ask(Images(index((AMD, "amd64"))), image=HUB)
    assert "does not have it" in ask(Images(None), image=HUB)


def test_an_image_of_ones_own_repository_may_be_named_by_its_tag() -> None:
    images = Images(BOTH)
    assert ask(images, image=ECR) == ""
    assert images.wanted == [{"imageTag": "8.2.0"}]
    assert images.scanned == [ARM]


def test_a_copy_is_never_looked_for_by_its_tag() -> None:
    with pytest.raises(UnlockedError, match="openemr image lock clinic"):
        scan_of(chosen(image=HUB), Images(BOTH))  # type: ignore[arg-type]

"""A copy from a registry into ECR of the embedded AWS, whole and interrupted."""

from typing import Any

import pytest

from scripts.aws.account import AwsAccount, AwsError
from scripts.embedded_aws import EmbeddedAws
from scripts.images.copying import Copied, Copy
from scripts.images.ecr import EcrRepository, MovedTagError
from scripts.registry import Registry, WrongContentError, parse_reference
from tests.contract.embedded_aws.account import Account
from tests.contract.images.made import Made, digest, made
from tests.contract.images.registry import StandIn

NAME, TAG = "openemr-clinic-image", "8.2.0-2026-08-30"
# Two parts of ECR, and one of a few bytes.
BIG, SMALL = bytes(range(256)) * 50_000, b"a small layer"


@pytest.fixture(autouse=True)
def _operator(aws: EmbeddedAws, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment(base={}).items():
        monkeypatch.setenv(name, value)
    account.client("ecr").create_repository(
        repositoryName=NAME,
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
    )


@pytest.fixture
def image(registry: StandIn) -> Made:
    registry.images[f"openemr/openemr:{TAG}"] = made(BIG, SMALL)
    return registry.images[f"openemr/openemr:{TAG}"]


def repository(name: str = NAME) -> EcrRepository:
    return EcrRepository(AwsAccount("us-west-2"), name)


def copy(registry: StandIn, version: str, tag: str = TAG, remarks: Any = None) -> Copied:
    source = Registry(
        parse_reference(f"{registry.host}/openemr/openemr:{TAG}"), pause=lambda _seconds: None
    )
    return Copy(source, repository(), ([] if remarks is None else remarks).append).run(version, tag)


def test_the_copy_has_the_digest_of_the_original(
    registry: StandIn, image: Made, account: Account
) -> None:
    remarks: list[str] = []
    done = copy(registry, image.top, remarks=remarks)
    assert (done.digest, done.uploaded, done.present) == (image.top, len(image.blobs), 0)
    assert done.bytes == sum(map(len, image.blobs.values()))
    assert remarks[-1] == f"{len(image.blobs)}/{len(image.blobs)} layers, 12 MiB"
    ecr = account.client("ecr")
    (found,) = ecr.describe_images(repositoryName=NAME, imageIds=[{"imageTag": TAG}])[
        "imageDetails"
    ]
    assert found["imageDigest"] == image.top
    for each, (media_type, raw) in image.documents.items():
        stored = repository().manifest(each)
        assert stored
        assert (stored.raw, stored.media_type) == (raw, media_type)
    layers = ecr.batch_check_layer_availability(
        repositoryName=NAME, layerDigests=list(image.blobs)
    )["layers"]
    sizes = {each["layerDigest"]: each["layerSize"] for each in layers}
    assert sizes == {each: len(data) for each, data in image.blobs.items()}


def test_a_second_copy_sends_nothing(registry: StandIn, image: Made) -> None:
    copy(registry, image.top)
    registry.asked.clear()
    again = copy(registry, image.top)
    assert (again.uploaded, again.present) == (0, len(image.blobs))
    assert not [path for path in registry.asked if "/blobs/" in path]


def test_a_single_manifest_is_copied_too(registry: StandIn, image: Made) -> None:
    alone = image.children["arm64"]
    assert copy(registry, alone).digest == alone
    assert repository().digest_of({"imageTag": TAG}) == alone


def test_an_interrupted_copy_is_continued(registry: StandIn, image: Made) -> None:
    blobs = 0

    def interrupts(path: str, _headers: Any) -> None:
        nonlocal blobs
        blobs += "/blobs/" in path
        if blobs == 4:
            registry.behaviour.spoils = lambda data: data + b"more"

    registry.behaviour.served = interrupts
    with pytest.raises(WrongContentError):
        copy(registry, image.top)
    assert repository().digest_of({"imageTag": TAG}) == ""
    registry.behaviour.served = lambda _path, _headers: None
    registry.behaviour.spoils = bytes
    done = copy(registry, image.top)
    assert done.present >= 1
    assert done.uploaded + done.present == len(image.blobs)
    assert repository().digest_of({"imageTag": TAG}) == image.top


def test_no_bytes_of_another_digest_become_a_layer() -> None:
    """Also where the registry is not the one that finds it out."""
    with pytest.raises(AwsError, match="InvalidLayerException"):
        repository().upload(digest(SMALL), iter([b"other bytes"]))
    assert repository().missing_layers([digest(SMALL)]) == {digest(SMALL)}


def test_a_tag_stays_with_its_image(registry: StandIn, image: Made) -> None:
    copy(registry, image.top)
    other = registry.images["openemr/openemr:later"] = made(SMALL, version="8.2.0")
    with pytest.raises(MovedTagError, match=f"{TAG} is {image.top} already"):
        copy(registry, other.top)
    assert repository().digest_of({"imageTag": TAG}) == image.top


def test_what_is_missing_is_told(image: Made) -> None:
    none = repository("openemr-nobody-image")
    assert not none.exists()
    assert none.digest_of({"imageTag": TAG}) == ""
    assert none.manifest(image.top) is None
    with pytest.raises(AwsError, match="RepositoryNotFoundException"):
        none.missing_layers([image.top])
    assert repository().manifest(image.top) is None

"""Whether tasks can pull the image, asked of a registry on this machine."""

from collections.abc import Iterator

import pytest

from scripts.preflight.checks.image import image, release
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from tests.contract.embedded_aws.account import Account
from tests.contract.images.made import digest, made
from tests.contract.images.registry import Behaviour, StandIn, stand_in
from tests.terraform.deployed import Deployed
from tests.terraform.doctor.patient import found, patient, problems, warnings

pytestmark = pytest.mark.terraform

MADE = made(b"a layer")
IMAGE = "openemr/openemr:8.2.0-2026-06-01"
ECR = "000000000000.dkr.ecr.us-west-2.amazonaws.com/openemr"


@pytest.fixture(scope="module")
def _server() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


@pytest.fixture
def registry(_server: StandIn) -> StandIn:
    _server.images, _server.behaviour = {IMAGE: MADE}, Behaviour()
    return _server


@pytest.fixture
def subject(clinic: Deployed, registry: StandIn) -> Subject:
    return patient(clinic, application={"image": f"{registry.host}/{IMAGE}"})


def test_an_image_for_both_processors(subject: Subject) -> None:
    (said,) = found(image, subject, Status.OK).values()
    assert "can be copied, for amd64, arm64" in said
    assert f"openemr image lock clinic pins today's build, {MADE.top}" in said


def test_an_image_for_another_processor(subject: Subject, registry: StandIn) -> None:
    other = registry.images[IMAGE] = made(b"a layer")
    media_type, raw = other.documents[other.top]
    listed = raw.replace(b'"arm64"', b'"s390x"')
    other.top = digest(listed)
    other.documents[other.top] = (media_type, listed)
    (said,) = problems(image, subject).values()
    assert "only for amd64, s390x" in said
    assert "cpu_architecture: another than ARM64" in said


def test_an_image_that_is_not_there(subject: Subject, registry: StandIn) -> None:
    registry.images = {}
    (said,) = problems(image, subject).values()
    assert f"{registry.host} has no manifests/8.2.0-2026-06-01 of openemr/openemr" in said


@pytest.mark.parametrize(("status", "told"), [(500, "answers 500"), (429, "refuses further")])
def test_a_registry_that_does_not_answer(
    subject: Subject, registry: StandIn, status: int, told: str
) -> None:
    registry.behaviour.status = status
    assert problems(image, subject) == {}
    (said,) = found(image, subject, Status.NOT_CHECKED).values()
    assert told in said


def test_bytes_of_another_image(subject: Subject, registry: StandIn) -> None:
    registry.behaviour.spoils = lambda data: data + b" "
    (said,) = problems(image, subject).values()
    assert "sent another manifest" in said


def test_an_image_in_ecr(clinic: Deployed, account: Account) -> None:
    subject = patient(clinic, application={"image": f"{ECR}:8.2.0"})
    assert problems(image, subject) != {}
    ecr = account.client("ecr")
    ecr.create_repository(repositoryName="openemr")
    assert problems(image, subject) != {}
    for each, data in MADE.blobs.items():
        upload = ecr.initiate_layer_upload(repositoryName="openemr")["uploadId"]
        begun = {"repositoryName": "openemr", "uploadId": upload}
        ecr.upload_layer_part(
            **begun, partFirstByte=0, partLastByte=len(data) - 1, layerPartBlob=data
        )
        ecr.complete_layer_upload(**begun, layerDigests=[each])
    media_type, raw = MADE.documents[MADE.children["arm64"]]
    ecr.put_image(
        repositoryName="openemr",
        imageManifest=raw.decode(),
        imageManifestMediaType=media_type,
        imageTag="8.2.0",
    )
    assert problems(image, subject) == {}


def test_releases_and_tags_worth_a_word(clinic: Deployed) -> None:
    slow = patient(clinic, application={"openemr_version": "8.0.0", "image": f"{ECR}:8.0.0"})
    told = warnings(release, slow)
    assert "openemr_version: 8.2.0" in told["OpenEMR 8.0.0"]
    assert "repairs newer releases only" in told["OpenEMR 8.0.0 as a choice"]
    assert "openemr image lock clinic" in told[f"{ECR}:8.0.0"]
    assert warnings(release, patient(clinic)) == {}

"""Whether tasks can pull the image, asked of registries that answer from a list."""

from typing import Any

import pytest
import requests

from scripts.preflight.checks.image import image, release
from scripts.preflight.finding import Status
from tests.contract.embedded_aws.account import Account
from tests.terraform.deployed import Deployed
from tests.terraform.doctor.patient import found, patient, problems, warnings

pytestmark = pytest.mark.terraform

BOTH = {"manifests": [{"platform": {"architecture": each}} for each in ("amd64", "arm64")]}
DIGEST = "@sha256:" + "0" * 64
TODAY = "sha256:" + "1" * 64
DEFAULT = "openemr/openemr:8.2.0"
ECR = "000000000000.dkr.ecr.us-west-2.amazonaws.com/openemr"


class Registry:
    """Wants a token, as Docker Hub does, then answers with `status` and `manifest`."""

    def __init__(self, status: int, manifest: Any) -> None:
        self.status, self.manifest = status, manifest
        self.asked: list[str] = []

    def get(self, url: str, **options: Any) -> Any:
        self.asked.append(url)
        if url.startswith("https://auth.example"):
            assert options["params"] == {"service": "registry", "scope": "pull"}
            return self._response(200, {"token": "granted"})
        if "Authorization" not in options.get("headers", {}):
            challenge = 'Bearer realm="https://auth.example/token",service="registry",scope="pull"'
            return self._response(401, {}, {"WWW-Authenticate": challenge})
        assert options["headers"]["Authorization"] == "Bearer granted"
        return self._response(self.status, self.manifest, {"Docker-Content-Digest": TODAY})

    @staticmethod
    def _response(status: int, body: Any, headers: dict[str, str] | None = None) -> Any:
        response = requests.Response()
        response.status_code = status
        response.json = lambda **_: body  # type: ignore[method-assign]
        response.headers.update(headers or {})
        return response


def answers(monkeypatch: pytest.MonkeyPatch, status: int, manifest: Any) -> Registry:
    registry = Registry(status, manifest)
    monkeypatch.setattr(requests, "get", registry.get)
    return registry


def test_an_image_for_both_processors(clinic: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = answers(monkeypatch, 200, BOTH)
    said = found(image, patient(clinic), Status.OK)[DEFAULT]
    assert "amd64, arm64" in said
    assert f"openemr image lock clinic pins today's build, {TODAY}" in said
    assert registry.asked[0] == ("https://registry-1.docker.io/v2/openemr/openemr/manifests/8.2.0")


def test_an_image_for_another_processor(clinic: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, 200, {"manifests": BOTH["manifests"][:1]})
    (said,) = problems(image, patient(clinic)).values()
    assert "cpu_architecture: another than ARM64" in said


def test_an_image_that_is_not_there(clinic: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, 404, {})
    subject = patient(clinic, application={"image": f"ghcr.io/clinic/openemr:8.2.0{DIGEST}"})
    (said,) = problems(image, subject).values()
    assert "ghcr.io has no such image" in said


def test_a_registry_that_cannot_be_reached(
    clinic: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: Any, **__: Any) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", nobody)
    assert problems(image, patient(clinic)) == {}
    assert "does not answer from here" in next(
        iter(found(image, patient(clinic), Status.NOT_CHECKED).values())
    )


def test_an_image_in_ecr(clinic: Deployed, account: Account) -> None:
    subject = patient(clinic, application={"image": f"{ECR}:8.2.0"})
    assert problems(image, subject) != {}
    ecr = account.client("ecr")
    ecr.create_repository(repositoryName="openemr")
    assert problems(image, subject) != {}
    ecr.put_image(repositoryName="openemr", imageManifest="{}", imageTag="8.2.0")
    assert problems(image, subject) == {}


def test_releases_and_tags_worth_a_word(clinic: Deployed) -> None:
    slow = patient(clinic, application={"openemr_version": "8.0.0", "image": f"{ECR}:8.0.0"})
    told = warnings(release, slow)
    assert "openemr_version: 8.2.0" in told["OpenEMR 8.0.0"]
    assert "repairs newer releases only" in told["OpenEMR 8.0.0 as a choice"]
    assert "openemr image lock clinic" in told[f"{ECR}:8.0.0"]
    assert warnings(release, patient(clinic)) == {}

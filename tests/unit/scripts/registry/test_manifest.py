"""Manifests that are malformed, and what is read of good ones."""

import json
from typing import Any

import pytest

from scripts.registry.errors import WrongContentError
from scripts.registry.manifest import OCI_INDEX, OCI_MANIFEST, Manifest, digest_of

GOOD: dict[str, Any] = {"mediaType": "x", "digest": "sha256:" + "0" * 64, "size": 3}


def manifest(document: Any, media_type: str = OCI_MANIFEST) -> Manifest:
    return Manifest(json.dumps(document).encode(), media_type)


def test_a_layer_that_is_listed_twice_is_one_blob() -> None:
    config = GOOD | {"digest": "sha256:" + "1" * 64}
    found = manifest({"config": config, "layers": [GOOD, GOOD]})
    assert [each.digest for each in found.blobs] == [config["digest"], GOOD["digest"]]
    assert found.digest == digest_of(found.raw)


def test_an_index_has_an_image_of_each_architecture() -> None:
    arm = {**GOOD, "platform": {"architecture": "arm64", "os": "linux"}}
    found = manifest({"manifests": [GOOD, arm]}, OCI_INDEX)
    assert found.of_architecture("arm64")
    assert found.of_architecture("amd64") is None
    assert found.blobs == ()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "no object"),
        ({"mediaType": OCI_INDEX, "config": GOOD, "layers": []}, "says that it is"),
        ({"config": GOOD}, "layers is no list"),
        ({"layers": []}, "the digest None"),
        ({"config": GOOD | {"digest": "sha512:" + "0" * 128}, "layers": []}, "the digest"),
        ({"config": GOOD | {"digest": GOOD["digest"] + "\n"}, "layers": []}, "the digest"),
        ({"config": GOOD | {"size": -1}, "layers": []}, "the size -1"),
        ({"config": GOOD | {"size": True}, "layers": []}, "the size True"),
        ({"config": GOOD | {"size": "3"}, "layers": []}, "the size '3'"),
        (
            {
                "config": GOOD,
                "layers": [GOOD | {"mediaType": "application/x.nondistributable.layer"}],
            },
            "not served by registries",
        ),
    ],
)
def test_malformed(document: Any, said: str) -> None:
    with pytest.raises(WrongContentError, match=said):
        _ = manifest(document).blobs


def test_what_is_not_json() -> None:
    with pytest.raises(WrongContentError, match="it is not JSON"):
        _ = Manifest(b"\xff\xfe", OCI_MANIFEST).blobs

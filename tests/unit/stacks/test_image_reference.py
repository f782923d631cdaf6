"""Parts of an image's reference, and whether it names one build for ever."""

import pytest

from stacks.image_reference import IMAGE, ImageReference, Stability

DIGEST = "sha256:" + "0123456789abcdef" * 4
ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com"
OWN = "${aws_ecr_repository.application_image_repository.repository_url}"
# Upstream rebuilds its numbers in place: sources are in stacks/releases.py.
HUB = "openemr/openemr"

FIXED = [
    f"{HUB}@{DIGEST}",
    f"{HUB}:latest@{DIGEST}",
    f"{HUB}:8.2.0@{DIGEST}",
    f"{HUB}:8.3.0-2026-08-30",
    f"{HUB}:v8.3.0-2026-08-30",
    f"{HUB}:7.0.4.0-2025-12-24",
    f"docker.io/{HUB}:8.3.0-2026-08-30",
    f"index.docker.io/{HUB}:8.3.0-2026-08-30",
    f"registry-1.docker.io/{HUB}:8.0.0.3-2026-03-25",
    f"public.ecr.aws/{HUB}:8.3.0-2026-08-30",
    f"ghcr.io/{HUB}:8.3.0-2026-08-30",
    "quay.io/clinic/openemr:8.2.0-2",
    f"quay.io/clinic/openemr@{DIGEST}",
    "registry.example.org:5000/clinic/openemr:8.2.0-2",
    "registry.example.org:5000/clinic/openemr:8.2.0.3-clinic",
    "localhost:5000/openemr:8.2.0_7",
    f"{ECR}/openemr:8.2.0",
    f"{ECR}/openemr:v8.2.0",
    f"{ECR}/clinic/openemr:8.2.0.3",
    f"{ECR}/clinic/openemr:8.2.0-clinic",
    f"{ECR}/clinic/openemr@{DIGEST}",
    f"{OWN}@{DIGEST}",
    f"{OWN}:8.2.0",
    f"{OWN}:8.3.0-2026-08-30",
]
MOVING = [
    HUB,
    f"{HUB}:",
    f"{HUB}:latest",
    f"{HUB}:LATEST",
    f"{HUB}:Next",
    f"{HUB}:dev",
    f"{HUB}:flex-3.22-php-8.4",
    f"{HUB}:8",
    f"{HUB}:8.2",
    f"{HUB}:8.2.0",
    f"{HUB}:v8.2.0",
    f"{HUB}:8.0.0.3",
    f"{HUB}:8.2.0-alpine",
    f"{HUB}:8.2-2026-08-30",
    f"{HUB}:8.3.0-2026-08-30-dev",
    f"{HUB}:8.3.0-2026-8-30",
    f"{HUB}:8.3.0-2026-08-30\n",
    f"{HUB}:\uff18.3.0-2026-08-30",
    f"docker.io/{HUB}:8.2.0",
    f"index.docker.io/{HUB}:8.2.0",
    f"registry-1.docker.io/{HUB}:8.2.0",
    f"public.ecr.aws/{HUB}:8.2.0",
    f"ghcr.io/{HUB}:8.2.0",
    f"quay.io/mirror/{HUB}:8.2.0-2",
    "public.ecr.aws/clinic/openemr:8.2.0",
    "openemr:8.2.0",
    "registry.example.org:5000/openemr",
    "registry.example.org:5000",
    f"{ECR}/openemr",
    f"{ECR}/openemr:8.2",
    f"{ECR}/openemr:8.2.0-latest",
    f"{ECR}/openemr:clinic-7",
    f"{ECR}.example.org/openemr:8.2.0",
    f"{OWN}",
    f"{OWN}:latest",
    "${aws_ecr_repository.x.repository_url}.example.org/openemr:8.2.0",
    f"{HUB}@sha256:0123456789abcdef",
    f"{HUB}@{DIGEST}0",
    f"{HUB}@{DIGEST.upper()}",
    f"{HUB}@{DIGEST.replace('abcdef', 'ABCDEF')}",
    f"{HUB}@sha512:{'0123456789abcdef' * 8}",
    f"{HUB}:8.3.0-2026-08-30@{DIGEST[:-1]}",
    f"{HUB}@{DIGEST}\n",
    f"{HUB}@{DIGEST}@{DIGEST}",
    "",
]


@pytest.mark.parametrize("image", FIXED)
def test_one_build(image: str):
    assert ImageReference.parse(image).is_fixed


@pytest.mark.parametrize("image", MOVING)
def test_not_known_to_be_one_build(image: str):
    assert not ImageReference.parse(image).is_fixed


@pytest.mark.parametrize(
    ("image", "stability"),
    [
        (f"{HUB}:latest", Stability.NOTHING),
        (f"{HUB}:8.2", Stability.NOTHING),
        (f"{HUB}:8.2.0-dev", Stability.NOTHING),
        (f"{HUB}:8.2.0@sha256:0", Stability.NOTHING),
        (f"{HUB}:8.2.0", Stability.VERSION),
        (f"{HUB}:8.0.0.3", Stability.VERSION),
        (f"{HUB}:8.2.0-alpine", Stability.VERSION),
        ("quay.io/clinic/openemr:8.2.0", Stability.VERSION),
        ("quay.io/clinic/openemr:8.2.0-1", Stability.BUILD),
        (f"{HUB}:8.3.0-2026-08-30", Stability.BUILD),
        (f"{OWN}:8.2.0", Stability.BUILD),
        (f"{HUB}@{DIGEST}", Stability.CONTENT),
    ],
)
def test_what_may_change_meanwhile(image: str, stability: Stability):
    assert ImageReference.parse(image).stability == stability


@pytest.mark.parametrize(
    "image",
    [
        "Openemr/openemr:8.3.0-2026-08-30",
        "ghcr.io/openemr/OpenEMR:8.3.0-2026-08-30",
        "openemr//openemr:8.3.0-2026-08-30",
        "openemr/openemr:8.3.0-2026-08-30\n",
        " openemr/openemr:8.3.0-2026-08-30",
        "openemr/openemr:",
        "openemr/öpenemr:8.3.0-2026-08-30",
        "registry:\uff15000/openemr:8.3.0-2026-08-30",
        "registry:500000/openemr:8.3.0-2026-08-30",
        "https://docker.io/openemr/openemr:8.3.0-2026-08-30",
        f"openemr/openemr:{'8' * 129}",
        f"openemr/openemr@sha512:{'0123456789abcdef' * 8}",
        f"openemr/openemr@{DIGEST}0",
        f"{OWN}@{DIGEST}",
        "",
    ],
)
def test_what_is_no_reference(image: str):
    assert not IMAGE.fullmatch(image)


@pytest.mark.parametrize("image", [*FIXED, *MOVING])
def test_parts_are_the_whole(image: str):
    if not image.endswith(":"):
        assert str(ImageReference.parse(image)) == image


@pytest.mark.parametrize(
    ("image", "name", "tag", "digest"),
    [
        (HUB, HUB, "", ""),
        (f"{HUB}:8.2.0@{DIGEST}", HUB, "8.2.0", DIGEST),
        ("a.example:5000/b/c", "a.example:5000/b/c", "", ""),
        ("a.example:5000/b/c:d", "a.example:5000/b/c", "d", ""),
        (f"{OWN}@{DIGEST}", OWN, "", DIGEST),
        (f"{OWN}:8.2.0", OWN, "8.2.0", ""),
    ],
)
def test_parts(image: str, name: str, tag: str, digest: str):
    assert ImageReference.parse(image) == ImageReference(name, tag, digest)


@pytest.mark.parametrize(
    ("image", "on_docker_hub", "in_ecr"),
    [
        (HUB, True, False),
        ("openemr", True, False),
        (f"docker.io/{HUB}", True, False),
        (f"registry-1.docker.io/{HUB}", True, False),
        (f"localhost/{HUB}", False, False),
        (f"registry:5000/{HUB}", False, False),
        (f"ghcr.io/{HUB}", False, False),
        (f"public.ecr.aws/{HUB}", False, False),
        (f"{ECR}/openemr", False, True),
        (f"{ECR}/clinic/openemr", False, True),
        (OWN, False, True),
    ],
)
def test_registries(image: str, on_docker_hub: bool, in_ecr: bool):
    reference = ImageReference.parse(f"{image}:8.2.0")
    assert (reference.is_on_docker_hub, reference.is_in_ecr) == (on_docker_hub, in_ecr)


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ("8.2.0", "8.2.0"),
        ("v8.2.0", "8.2.0"),
        ("7.0.4.0-2025-12-24", "7.0.4"),
        ("8.2.0-clinic.3", "8.2.0"),
        ("8.2.10", "8.2.10"),
        ("8.2", ""),
        ("release-8.2.0", ""),
        ("", ""),
    ],
)
def test_the_version_that_a_tag_names(tag: str, version: str):
    assert ImageReference(HUB, tag).version == version


def test_a_digest_is_added_once():
    by_tag = ImageReference.parse(f"{HUB}:8.2.0")
    pinned = by_tag.with_digest(DIGEST)
    assert str(pinned) == f"{HUB}:8.2.0@{DIGEST}"
    assert pinned.with_digest("sha256:" + "f" * 64) == pinned
    assert by_tag.with_digest("") == by_tag

"""KMS keys and secrets."""

from scripts.resources.facets.charge import Charge, Free, Situation
from scripts.terraform.documents.configuration import Resource

# AWS charges the first two rotations of a key, one a year, and no further ones:
# https://aws.amazon.com/kms/pricing/ (2026-11)
CHARGED_ROTATIONS = 2
MONTHS_BETWEEN_ROTATIONS = 12


def key(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """The key, its rotated versions, and its uses."""
    versions = 1
    if resource.get("enable_key_rotation") is True:
        rotations = int(situation.use("months_running") // MONTHS_BETWEEN_ROTATIONS)
        versions += min(CHARGED_ROTATIONS, rotations)
    requests = situation.use("kms_requests_per_key")
    return [
        Charge("kms_key_month", versions, f"{versions} versions"),
        Charge("kms_requests_10k", requests / 10_000, f"{requests:g} uses"),
    ]


def secret(_: Resource, situation: Situation) -> list[Charge] | Free:
    """The secret and its reads."""
    reads = situation.use("secret_reads")
    return [
        Charge("secret_month", 1, "one secret"),
        Charge("secret_requests_10k", reads / 10_000, f"{reads:g} reads"),
    ]

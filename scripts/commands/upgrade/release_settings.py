"""The settings of OpenEMR's release in cdktf.json and its lock file."""

from typing import Any

from scripts.cli.errors import InvalidInputError
from scripts.commands.restore.settings_file import read_group, write_groups
from scripts.inventory.releases import Revision
from scripts.project import ROOT
from stacks.image_lock import lock_beside, read_image_lock, write_image_lock
from stacks.image_reference import ImageReference
from stacks.releases import RELEASES

CDKTF_JSON = ROOT / "cdktf.json"
APPLICATION = "application"
_VERSION, _IMAGE = "openemr_version", "image"


class OwnImageError(InvalidInputError):
    """The settings name an image of their own, which --to does not know."""


def read_application(deployment: str) -> dict[str, Any]:
    """The group `application` as it stands in cdktf.json. Raises CdktfJsonError."""
    return read_group(CDKTF_JSON, deployment, APPLICATION)


def write_application(deployment: str, application: dict[str, Any]) -> None:
    """Replace it. Raises SettingsError, CdktfJsonError, UnwritableError."""
    locked = read_image_lock(lock_beside(CDKTF_JSON))
    write_groups(CDKTF_JSON, deployment, {APPLICATION: application}, locked)


def choose(deployment: str, version: str) -> None:
    """Write another version. Raises OwnImageError, and what write_application raises."""
    application = read_application(deployment)
    if application.get(_VERSION) == version:
        return
    if image := application.get(_IMAGE):
        raise OwnImageError(
            f"--to {version}: deployments.{deployment}.application.image names {image}. Accepted: "
            "no --to, after image and openemr_version were set to the new build. Nothing was "
            "changed."
        )
    write_application(deployment, {**application, _VERSION: version})


def application_of(deployment: str, revision: Revision) -> dict[str, Any]:
    """The group with the very image of a revision, by its digest; locks it where it is the default.

    Raises CdktfJsonError, ImageLockError.
    """
    application = read_application(deployment)
    application[_VERSION] = revision.version
    application.pop(_IMAGE, None)
    release, image = RELEASES.get(revision.version), ImageReference.parse(revision.image)
    by_tag = str(ImageReference(image.name, image.tag))
    if release is None or by_tag != release.image:
        application[_IMAGE] = str(image.with_digest(revision.digest))
    elif revision.digest:
        lock = lock_beside(CDKTF_JSON)
        write_image_lock(lock, {**read_image_lock(lock), by_tag: revision.digest})
    return application

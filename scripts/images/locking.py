"""Locks the digest of a deployment's image, before anything is made of its settings."""

from scripts.cli.steps import Steps
from scripts.images.chosen import choose_image
from scripts.project import ROOT
from scripts.terraform.synthesis import choose_stack, places
from stacks.image_lock import LOCK_FILE
from stacks.settings import SettingsError

_CDKTF_JSON = ROOT / "cdktf.json"


def lock_before_synthesis(deployment: str | None, steps: Steps) -> None:
    """Ask the registry for a digest that nobody has locked yet, and lock it.

    A stack of copies has none. Synthesis reports settings that are wrong. Raises
    UnknownDeploymentError, UnlockedError, RegistryError, AwsError.
    """
    name = choose_stack(deployment)
    if name in places():
        return
    try:
        image = choose_image(name, _CDKTF_JSON)
    except SettingsError:
        return
    if image.digest or not image.needs_digest or image.is_out_of_reach:
        return
    with steps.step("lock-image", f"Lock {image.upstream} in {LOCK_FILE}") as step:
        digest = image.resolve()
        image.lock(_CDKTF_JSON, digest)
        step.update(digest)


def hint_to_lock(name: str, steps: Steps) -> None:
    """Warn that the image of a plan has no digest, which a plan does not look for."""
    if name in places():
        return
    image = choose_image(name, _CDKTF_JSON)
    if image.needs_digest and not image.digest and not image.is_out_of_reach:
        steps.warn(
            "Image",
            f"No digest of {image.upstream} is locked, so this plan names the image by its tag. "
            f"openemr image lock {name} asks the registry for it; openemr deploy does so too.",
        )

"""`openemr image lock`: keeps the digest that an image's tag names."""

import json
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument
from scripts.cli.steps import Steps
from scripts.commands.image.options import CDKTF_JSON, AsJson, image_of
from scripts.images.chosen import ChosenImage
from scripts.registry import UnreachableError
from stacks.image_lock import LOCK_FILE
from stacks.settings import SettingsError


def lock(
    deployment: DeploymentArgument = None,
    update: Annotated[
        bool,
        typer.Option("--update", help="Replace the locked digest by what the tag names now."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the registry for the digest of a deployment's image, and keep it in the lock file.

    The lock file .openemr.lock.json belongs into version control: every later deployment runs the
    same bytes. A locked digest stays without --update; if the tag names another one by now, that
    is told.

    Examples: `openemr image lock clinic`, `openemr image lock clinic --update`.

    Exit codes: 0 locked, or locked already; 1 the registry has no such image or does not answer;
    2 invalid settings or options; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError,)):
        image = image_of(deployment)
        locked = image.digest
        pinned = "@" in image.upstream
        current = locked if pinned else _current(image)
        kept = locked if locked and not update else current or locked
        if kept != locked:
            image.lock(CDKTF_JSON, kept)
    if as_json:
        answer = {"deployment": image.name, "image": image.upstream, "digest": kept}
        typer.echo(json.dumps({**answer, "current": current, "changed": kept != locked}, indent=2))
    else:
        typer.echo(_told(image, locked, kept, pinned=pinned))
    if current and kept != current:
        typer.echo(
            f"{image.upstream} names {current} by now. To run it: openemr image lock {image.name} "
            "--update",
            err=True,
        )


def _current(image: ChosenImage) -> str:
    """What the tag names now; empty if nobody answers and a digest is locked."""
    with Steps().step("resolve", f"Ask {image.reference.host} for {image.upstream}") as step:
        try:
            digest = image.resolve()
        except UnreachableError:
            if not image.digest:
                raise
            step.update("no answer; the locked digest stays")
            return ""
        step.update(digest)
        return digest


def _told(image: ChosenImage, locked: str, kept: str, *, pinned: bool) -> str:
    if pinned:
        return f"{image.upstream} is chosen by digest, so there is nothing to lock."
    if kept == locked:
        return f"{image.upstream} is locked to {kept}."
    before = f" (before: {locked})" if locked else ""
    return f"{image.upstream} is locked to {kept} in {LOCK_FILE}{before}. Commit that file."

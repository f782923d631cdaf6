"""`openemr image copy`: fills a deployment's ECR repository."""

import json

import typer

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument
from scripts.cli.steps import Steps
from scripts.commands.image.options import AsJson, image_of
from scripts.images.chosen import repository_name
from scripts.images.copying import copy_image
from scripts.images.ecr import EcrRepository
from scripts.terraform.target_account import refuse_wrong_account
from scripts.terraform.working_directory import synthesized_stack
from stacks.settings import SettingsError

_INTERRUPTED = "Interrupted. Layers that were copied stay; the next copy goes on from there."


class NoCopyError(InvalidInputError):
    """The settings run no copy; the message names the setting."""


def copy(deployment: DeploymentArgument = None, as_json: AsJson = False) -> None:
    """Copy a deployment's image into its ECR repository, without Docker.

    Reads the registry as an anonymous client and writes to ECR with your AWS credentials: the
    index with the manifests and layers of all architectures, so that the digest stays the same.
    What the repository has already is not sent again. `openemr deploy` does this by itself.

    Example: `openemr image copy clinic`.

    Exit codes: 0 copied, or there already; 1 failed, such as no repository yet; 2 invalid settings
    or options, or settings that run no copy; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError,), interrupted=_INTERRUPTED):
        image = image_of(deployment)
        if not image.runs_copy:
            raise NoCopyError(
                f"deployments.{image.name}.application.private_repository: received "
                f"{json.dumps(image.settings.application.private_repository)} with the image "
                f"{image.upstream}, of which no copy runs; accepted: true, with an image that is "
                "in no private ECR repository."
            )
        image.demand_digest()
        steps = Steps()
        configuration = synthesized_stack(image.name, steps).configuration()
        refuse_wrong_account(image.name, configuration, image.account)
        repository = EcrRepository(image.account, repository_name(configuration))
        done = copy_image(image, repository, steps)
    if as_json:
        answer = {"deployment": image.name, "image": image.upstream, "digest": done.digest}
        answer |= {"repository": repository.name, "tag": image.settings.application.copy_tag}
        layers = {"uploaded": done.uploaded, "present": done.present, "bytes": done.bytes}
        typer.echo(json.dumps({**answer, "layers": layers}, indent=2))
    else:
        typer.echo(
            f"{repository.name} has {image.upstream} as {done.digest}. Findings of its scan: "
            f"openemr image show {image.name}"
        )

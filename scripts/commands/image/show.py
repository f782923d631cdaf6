"""`openemr image show`: one image, as it is chosen, copied and scanned."""

import json
from dataclasses import dataclass, field
from typing import Any

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument
from scripts.cli.steps import Steps
from scripts.commands.image.options import AsJson, image_of
from scripts.images.chosen import ChosenImage, scan_of
from scripts.images.ecr import EcrRepository
from scripts.images.findings import Scan
from scripts.registry import RegistryError
from scripts.terraform.target_account import refuse_wrong_account
from scripts.terraform.working_directory import synthesized_stack
from stacks.settings import SettingsError


@dataclass
class Shown:
    """What is known of an image. present: in the ECR repository; None if it runs from elsewhere.

    version: label of the image, empty if it has none; unread: why it was not read.
    """

    image: ChosenImage
    repository: str = ""
    present: bool | None = None
    scan: Scan | None = None
    version: str = ""
    unread: str = ""
    stopping: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """JSON types."""
        image, scan = self.image, self.scan
        return {
            "deployment": image.name,
            "image": image.upstream,
            "digest": image.digest,
            "architecture": image.architecture,
            "runs_copy": image.runs_copy,
            "repository": self.repository,
            "present": self.present,
            "scan": {"status": scan.status, "unknown": scan.unknown} if scan else None,
            "findings": scan.counts if scan else None,
            "stopping": self.stopping,
            "accepted_but_not_found": self.unused,
            "openemr_version": image.settings.application.openemr_version,
            "version_label": self.version,
        }

    def as_text(self) -> str:
        """One line for each fact."""
        image = self.image
        place = f"the copy in {self.repository}" if image.runs_copy else image.reference.host
        lines = [
            f"Image       {image.upstream}",
            f"Digest      {image.digest or f'not locked: openemr image lock {image.name}'}",
            f"Runs from   {place}, for {image.architecture}",
            *self._of_ecr(),
            f"Version     {self._version()}",
        ]
        return "\n".join(lines)

    def _of_ecr(self) -> list[str]:
        if self.present is None:
            return ["Findings    not known: only images in a private ECR repository are scanned"]
        if not self.present:
            missing = f"openemr image copy {self.image.name}" if self.image.runs_copy else "push it"
            return [f"In ECR      missing: {missing}"]
        lines = ["In ECR      yes"]
        if self.scan:
            counts = ", ".join(f"{count} {name}" for name, count in self.scan.counts.items())
            lines.append(f"Findings    {self.scan.unknown or counts or 'none'}")
        if self.stopping:
            lines.append(f"Stopping    {', '.join(self.stopping)}")
        if self.unused:
            lines.append(f"Accepted    but not in the image: {', '.join(self.unused)}")
        return lines

    def _version(self) -> str:
        expected = self.image.settings.application.openemr_version
        if self.unread:
            return f"{expected} in the settings; the image's label was not read ({self.unread})"
        if not self.version:
            return f"{expected} in the settings; the image has no label with its version"
        agrees = "as in the settings" if self.version == expected else f"settings say {expected}"
        return f"{self.version}, {agrees}"


def show(deployment: DeploymentArgument = None, as_json: AsJson = False) -> None:
    """Show a deployment's image: digest, copy in ECR, findings of its scan, version.

    Waits for a scan that is still running, at most a quarter of an hour. Nothing is changed.

    Example: `openemr image show clinic --json`.

    Exit codes: 0 shown; 1 failed, such as no credentials for the copy; 2 invalid settings or
    options; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError,)):
        image = image_of(deployment)
        shown = Shown(image)
        steps = Steps()
        if image.runs_copy or image.is_in_ecr:
            configuration = synthesized_stack(image.name, steps).configuration()
            refuse_wrong_account(image.name, configuration, image.account)
            repository = image.repository(configuration)
            if repository:
                _read_ecr(shown, repository, steps)
        if not image.is_in_ecr:
            _read_label(shown, steps)
    typer.echo(json.dumps(shown.as_data(), indent=2) if as_json else shown.as_text())


def _read_ecr(shown: Shown, repository: EcrRepository, steps: Steps) -> None:
    image = shown.image
    shown.repository = repository.name
    shown.present = False
    if image.runs_copy and not image.digest:
        return
    with steps.step("scan", f"Read the scan of {repository.name}") as step:
        shown.present = bool(image.digest_in(repository))
        if shown.present:
            shown.scan = scan_of(image, repository, step.update)
            found = shown.scan.findings
            shown.stopping = [each.name for each in image.gate.stopping(found)]
            shown.unused = [] if shown.scan.unknown else image.gate.unused(found)


def _read_label(shown: Shown, steps: Steps) -> None:
    image = shown.image
    with steps.step("label", f"Read the label of {image.upstream}") as step:
        try:
            shown.version = image.version_label(image.registry.manifest(image.digest))
        except RegistryError as problem:
            shown.unread = str(problem).partition("\n")[0]
            step.update("not read")

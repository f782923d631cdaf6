"""The image's part of a deploy: its digest, its copy in ECR, and the findings of its scan.

Tasks of a first deployment cannot start before the copy is there, and the service of a first apply
waits for nothing. So the repository is made first, as a plan of its own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from scripts.cli.errors import StoppedError
from scripts.cli.steps import Steps
from scripts.images.chosen import ChosenImage, choose_image, repository_addresses, scan_of
from scripts.images.copying import copy_image
from scripts.images.ecr import EcrRepository
from scripts.images.refusal import refusal, runs_already
from scripts.project import ROOT
from scripts.review.interrupted_apply import forget, remember, review_continued
from scripts.review.plan_review import Review, review
from scripts.review.reports.terminal import print_review
from scripts.terraform.progress import Progress, plan_document
from scripts.terraform.synthesis import places
from scripts.terraform.working_directory import WorkingDirectory

_CDKTF_JSON = ROOT / "cdktf.json"
_OUT_OF_REACH = "on the embedded AWS, which runs no tasks, and the registry is not on this machine"


class FindingsError(StoppedError):
    """The image has findings that stop, or nobody knows whether it has."""


@dataclass
class ImageSteps:
    """The steps between the checks and the plan.

    allowed: addresses of --allow. confirms: asks a question, and raises StoppedError unless the
    answer is yes. unchanged: the sentence of a deploy that stops. made: what the steps changed, in
    words. stopped: addresses of the repository's plan without --allow. ran_before: this image ran
    here before, so that findings in it do not stop.
    """

    work: WorkingDirectory
    steps: Steps
    console: Console
    allowed: Collection[str]
    confirms: Callable[[str], None]
    unchanged: str
    made: list[str] = field(default_factory=list)
    applied: int = 0
    stopped: Sequence[str] = ()
    ran_before: bool = False

    def run(self, state: Mapping[str, Any]) -> None:
        """Repository, copy, findings: each if it is needed.

        Raises FindingsError, StoppedError, UnlockedError, RegistryError, AwsError.
        """
        if self.work.name in places():
            return
        image = choose_image(self.work.name, _CDKTF_JSON)
        repository = image.repository(self.work.configuration)
        if repository is None:
            return
        if image.runs_copy and image.is_out_of_reach:
            self._note(f"The image is not copied {_OUT_OF_REACH}.")
            return
        if image.account.is_embedded() and not repository.exists() and not image.runs_copy:
            self._note(f"The image is not looked at {_OUT_OF_REACH}.")
            return
        is_new = image.runs_copy and self._fill(image, repository)
        if image.runs_copy or repository.registry == image.account.caller().account:
            self._judge(image, repository, state, is_new=is_new)

    def _fill(self, image: ChosenImage, repository: EcrRepository) -> bool:
        """Whether the image was copied now."""
        image.demand_digest()
        if not repository.exists():
            self._make_repository(repository)
        elif image.digest_in(repository):
            return False
        copy_image(image, repository, self.steps)
        self.made.append(f"{image.upstream} was copied to {repository.name}")
        return True

    def _make_repository(self, repository: EcrRepository) -> None:
        work = self.work
        targets = [f"-target={each}" for each in repository_addresses(work.configuration)]
        document = plan_document(work, self.steps, *targets)
        # It is meant to be a part; the rest is planned and reviewed afterwards.
        judged = self._reviewed({**document, "complete": True})
        print_review(judged, self.console)
        self.stopped = [each.address for each in judged.stopped]
        if judged.problems or self.stopped:
            head = f"The repository {repository.name} was not made. {self.unchanged}"
            allowing = [f"To make it: --allow {each}" for each in self.stopped]
            raise StoppedError("\n".join([head, *judged.problems, *allowing]))
        self.confirms(f"Make {repository.name} for the copy of the image, as planned?")
        total = sum(judged.counts.values())
        with self.steps.step("make-repository", f"Make {repository.name}") as step:
            progress = Progress(step, total)
            directory = work.terraform.directory
            remember(directory, work.configuration, judged)
            work.terraform.apply(on_message=progress.on_message).check()
            forget(directory)
        self.applied += progress.done
        self.made.append(f"{repository.name} was made")

    def _reviewed(self, document: Mapping[str, Any]) -> Review:
        """Addresses of --allow that the rest of the plan needs are none of this part."""
        wanted = {each.address for each in review(document).stopped}
        return review_continued(
            document,
            [each for each in self.allowed if each in wanted],
            self.work.terraform.directory,
            self.work.configuration,
            self.steps,
        )

    def _judge(
        self,
        image: ChosenImage,
        repository: EcrRepository,
        state: Mapping[str, Any],
        *,
        is_new: bool,
    ) -> None:
        with self.steps.step("image-findings", f"Findings in {repository.name}") as step:
            scan = scan_of(image, repository, step.update, is_new=is_new)
            counts = ", ".join(f"{count} {name}" for name, count in scan.counts.items())
            step.update(scan.unknown or counts or "none")
        why = refusal(image, scan)
        if not why:
            return
        if because := self._excuse(image, state):
            self.steps.warn("Image", f"{why}\nNot stopped: {because}.")
            return
        done = f"Nothing was changed but: {'; '.join(self.made)}." if self.made else self.unchanged
        raise FindingsError(f"{why}\n{done}")

    def _excuse(self, image: ChosenImage, state: Mapping[str, Any]) -> str:
        """Why findings do not stop; empty if they do."""
        if image.gate.is_open:
            return "image_findings is none"
        if runs_already(image.digest, state):
            return "the image runs already"
        return "the image ran here before" if self.ran_before else ""

    def _note(self, text: str) -> None:
        self.steps.console.print(text, markup=False, soft_wrap=True)

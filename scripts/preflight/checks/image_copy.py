"""The image in ECR: its copy, and what ECR's scan found in it."""

from collections.abc import Iterator

from scripts.images.chosen import ChosenImage, scan_of
from scripts.images.ecr import EcrRepository
from scripts.images.refusal import refusal, runs_already
from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject

_COPY, _FINDINGS = "Copy of the image", "Findings in the image"


def image_copy(subject: Subject) -> Iterator[Finding]:
    """Check that the copy is where the tasks run it from, and whether findings stop `deploy`."""
    chosen = ChosenImage(subject.name, subject.settings, subject.account)
    repository = chosen.repository(subject.configuration)
    if repository is None:
        yield ok(_COPY, f"none: tasks pull from {chosen.reference.host}, and ECR scans nothing")
        return
    if chosen.runs_copy and chosen.is_out_of_reach:
        yield ok(_COPY, "none on the embedded AWS, which runs no tasks")
        return
    if chosen.runs_copy and not chosen.digest:
        fix = f"openemr image lock {subject.name}"
        yield warning(chosen.upstream, "its digest is not known", fix)
        return
    present = bool(chosen.digest_in(repository))
    if chosen.runs_copy:
        yield _copy(subject, chosen, repository, present=present)
    if present and repository.registry in ("", subject.caller.account):
        yield _scanned(subject, chosen, repository)


def _copy(
    subject: Subject, chosen: ChosenImage, repository: EcrRepository, *, present: bool
) -> Finding:
    if present:
        return ok(_COPY, f"{repository.name} has {chosen.digest}")
    if runs_already(chosen.digest, subject.state):
        text = f"{repository.name} has lost {chosen.digest}, which the tasks run: none can start"
        return problem(_COPY, text, f"openemr image copy {subject.name}")
    return ok(_COPY, f"not in {repository.name} yet; openemr deploy copies it before the plan")


def _scanned(subject: Subject, chosen: ChosenImage, repository: EcrRepository) -> Finding:
    scan = scan_of(chosen, repository)
    why = refusal(chosen, scan)
    if not why:
        counts = ", ".join(f"{count} {name}" for name, count in scan.counts.items())
        return ok(_FINDINGS, scan.unknown or counts or "none")
    said, _, fix = why.rpartition("\n")
    stops = not (chosen.gate.is_open or runs_already(chosen.digest, subject.state))
    return (problem if stops else warning)(_FINDINGS, said, fix)

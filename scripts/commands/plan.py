"""`openemr plan`: creates or reads a plan, and reviews it."""

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from scripts.adoption.readiness import make_ready
from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, UsageErrorExitsOne, exit_codes
from scripts.cli.options import StackArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.deployment.engine_version import waiting_upgrade
from scripts.images.locking import hint_to_lock
from scripts.review import PlanError
from scripts.review.interrupted_apply import review_continued
from scripts.review.plan_review import STOPPED, Review, review
from scripts.review.reports import as_json as as_data
from scripts.review.reports import as_markdown
from scripts.review.reports.terminal import print_review
from scripts.terraform.backend.orphans import warn_of_orphaned_states
from scripts.terraform.progress import plan_document
from scripts.terraform.synthesis import choose_stack
from scripts.terraform.working_directory import open_stack


class PlanCommand(UsageErrorExitsOne):
    """Accepts `--markdown` without a file, which Typer's options cannot."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Add the name of standard output where no file follows."""
        whole = []
        for index, argument in enumerate(args):
            whole.append(argument)
            following = args[index + 1 : index + 2]
            if argument == "--markdown" and (not following or following[0].startswith("--")):
                whole.append(STANDARD)
        return super().parse_args(ctx, whole)


def plan(
    deployment: StackArgument = None,
    file: Annotated[
        str | None,
        typer.Option(
            help="Review this output of `terraform show -json PLAN` instead of planning; - is "
            "standard input. Needs neither Terraform nor credentials.",
            metavar="FILE",
        ),
    ] = None,
    allow: Annotated[
        list[str] | None,
        typer.Option(
            help="Allow the change of this address, whatever its impact; repeatable.",
            metavar="ADDRESS",
        ),
    ] = None,
    destroy: Annotated[bool, typer.Option("--destroy", help="Plan to destroy everything.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Keep the plan for `terraform apply FILE`, unless something stops it. It holds "
            "a copy of the state.",
            metavar="FILE",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the review as JSON instead of text.")
    ] = False,
    markdown: Annotated[
        Path | None,
        typer.Option(
            help="Also write the review as a comment for a pull request; without "
            "FILE, to standard output instead of it.",
            metavar="[FILE]",
        ),
    ] = None,
    terraform: TerraformOption = None,
) -> None:
    """Show what an apply would change, and stop at changes that need explicit approval.

    Those destroy data, open access, lower protection, cannot be taken back, or were never reviewed;
    changes that only restart or interrupt are marked. Nothing in AWS is changed; the unsaved state
    of an interrupted apply is saved first. Exit codes: 0 nothing to do; 2 changes that may be
    applied; 3 changes that need --allow ADDRESS; 1 anything else, such as invalid settings or
    credentials, or a plan that is incomplete or holds more than changes.
    """
    with exit_codes(wrong=FAILED):
        unsuitable = {
            "DEPLOYMENT": deployment,
            "--destroy": destroy,
            "--out": out,
            "--terraform": terraform,
        }
        _refuse_contradictions(
            unsuitable if file else {},
            two_on_standard_output=as_json and markdown == Path(STANDARD),
        )
        if file:
            result = review(read_document(file), allow or ())
        else:
            result = _plan_and_review(deployment, allow or [], out, destroy, terraform)
        _report(result, as_json=as_json, markdown=markdown)
    raise typer.Exit(result.exit_code)


class OptionsError(InvalidInputError):
    """Options that cannot be combined, or a file that cannot be read or written."""


def _refuse_contradictions(unsuitable: dict[str, Any], *, two_on_standard_output: bool) -> None:
    """Refuse options that exclude each other; `unsuitable`: those that require planning."""
    wrong = [
        f"--file reviews an existing plan, so {name} does not apply."
        for name, value in unsuitable.items()
        if value
    ]
    if two_on_standard_output:
        wrong.append("--json and --markdown - both go to standard output; give --markdown a file.")
    if wrong:
        raise OptionsError("\n".join(wrong))


def _plan_and_review(
    deployment: str | None,
    allow: list[str],
    out: Path | None,
    destroy: bool,
    terraform: str | None,
) -> Review:
    steps = Steps()
    warn_of_orphaned_states(steps)
    work = open_stack(choose_stack(deployment), steps, terraform)
    state = work.state()
    work.refuse_wrong_target(state)
    if not destroy:
        if waiting := waiting_upgrade(work.configuration, state):
            steps.warn("Database", waiting)
        hint_to_lock(work.name, steps)
        make_ready(work, steps, state)
    try:
        document = plan_document(work, steps, *(["-destroy"] if destroy else []))
        directory = work.terraform.directory
        result = review_continued(document, allow, directory, work.configuration, steps)
        if out:
            _keep(work.terraform.directory / work.terraform.plan_file, out, result, steps)
    finally:
        work.discard_plan()
    return result


def _keep(plan_file: Path, out: Path, result: Review, steps: Steps) -> None:
    """Keep the plan file if the plan may be applied."""
    if result.problems or result.exit_code == STOPPED:
        steps.warn("Not kept", f"--out {out}: this plan must not be applied as it is.")
        return
    try:
        shutil.copyfile(plan_file, out)
        out.chmod(0o600)
    except OSError as problem:
        raise OptionsError(f"--out {out}: {problem.strerror or problem}.") from problem


def _report(result: Review, *, as_json: bool, markdown: Path | None) -> None:
    if markdown and markdown != Path(STANDARD):
        try:
            markdown.write_text(as_markdown(result), encoding="utf-8")
        except OSError as failed:
            message = f"--markdown {markdown}: {failed.strerror or failed}."
            raise OptionsError(message) from failed
    if as_json:
        typer.echo(json.dumps(as_data(result), indent=2, ensure_ascii=False))
    elif markdown == Path(STANDARD):
        typer.echo(as_markdown(result), nl=False)
    else:
        print_review(result, Console(highlight=False))
        return
    for problem in result.problems:
        typer.echo(problem, err=True)


STANDARD = "-"


def read_document(file: str) -> Any:
    """The JSON in a file, or of standard input for `-`. Raises PlanError."""
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
    except OSError as problem:
        raise PlanError(f"--file {file}: {problem.strerror or problem}.") from problem
    if data[:2] == b"PK":
        raise PlanError(
            f"--file {file}: a plan in Terraform's own format; accepted: the output of "
            "`terraform show -json PLAN`."
        )
    try:
        return json.loads(data)
    except ValueError as problem:
        raise PlanError(
            f"--file {file}: not JSON ({problem})."
            " Accepted: the output of `terraform show -json PLAN`."
        ) from problem

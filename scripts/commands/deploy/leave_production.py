"""Requires the deployment's name before evaluation settings are applied to a production."""

from collections.abc import Mapping
from typing import Any

from scripts.cli.consent import ask
from scripts.cli.errors import StoppedError
from scripts.cli.steps import Steps
from scripts.commands.deploy.options import Options, UnfitOptionError
from scripts.identity import left_behind, refuse_foreign_state, sets_evaluation
from scripts.inventory import Scope, survey
from scripts.terraform.working_directory import WorkingDirectory

_REASONS = 6


def require_name_to_leave_production(
    work: WorkingDirectory, state: Mapping[str, Any], options: Options, steps: Steps
) -> None:
    """Ask for the name if a production would become an evaluation.

    `destroy` still treats it as a production afterwards, because of its database. Raises
    StoppedError, UnfitOptionError, NotInteractiveError, ForeignStateError, AwsError.
    """
    given = options.leaves_production
    if given not in (None, work.name):
        raise UnfitOptionError(
            f"--leave-production {given}: accepted: the name of the deployment, {work.name}. "
            "Nothing was changed."
        )
    scope = Scope.of(work, state)
    refuse_foreign_state(scope)
    if given or not sets_evaluation(scope):
        return
    reasons = left_behind(scope, survey(scope, steps))
    if not reasons:
        return
    lines = "\n".join(f"  {each}" for each in reasons[:_REASONS])
    why = (
        f"The settings describe {work.name} as an evaluation, but a production is deployed:\n"
        f"{lines}\nThis would remove its protections."
    )
    option = f"--leave-production {work.name}"
    if options.consented:
        raise StoppedError(f"Nothing was changed. {why} If this is intended, re-run with {option}.")
    if ask(f"{why} Type its name: ", f"Give {option}.") != work.name:
        raise StoppedError(f"Nothing was changed. The answer was not {work.name}.")

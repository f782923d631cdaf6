"""Settings of an evaluation over a production: its protections go with its name only."""

from collections.abc import Mapping
from typing import Any

from scripts.deploy.consent import ask
from scripts.deploy.options import Options, StoppedError, UnfitOptionError
from scripts.destroy.holdings import Holdings
from scripts.destroy.identity import left_behind, refuse_foreign_state, sets_evaluation
from scripts.destroy.inventory import Scope, survey
from scripts.steps import Steps
from scripts.working_directory import WorkingDirectory

_REASONS = 6


def demand_name_to_leave(
    work: WorkingDirectory, state: Mapping[str, Any], options: Options, steps: Steps
) -> None:
    """Ask for the name where a production would become an evaluation.

    What was a production stays one for `destroy` all the same, by its database. Raises
    StoppedError, UnfitOptionError, NobodyToAskError, ForeignStateError, AwsError.
    """
    given = options.leaves_production
    if given not in (None, work.name):
        raise UnfitOptionError(
            f"--leave-production {given}: accepted is the name of the deployment, {work.name}. "
            "Nothing was changed."
        )
    scope = Scope(work.name, work.account, Holdings.of(state), work.configuration)
    refuse_foreign_state(scope)
    if given or not sets_evaluation(scope):
        return
    reasons = left_behind(scope, survey(scope, steps))
    if not reasons:
        return
    told = "\n".join(f"  {each}" for each in reasons[:_REASONS])
    why = (
        f"The settings of {work.name} say evaluation, but what is deployed is a production:\n"
        f"{told}\nThis deployment would take its protections off."
    )
    option = f"--leave-production {work.name}"
    if options.consented:
        raise StoppedError(f"Nothing was changed. {why} If that is meant, give {option}.")
    if ask(f"{why} Type its name: ", f"Give {option}.") != work.name:
        raise StoppedError(f"Nothing was changed. The answer was not {work.name}.")

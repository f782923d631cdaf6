"""Options and confirmation of a destroy: --yes for an evaluation, otherwise the name."""

from dataclasses import dataclass

from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import InvalidInputError, StoppedError
from scripts.commands.destroy.decision import Mode
from scripts.identity import Identity
from scripts.terraform.synthesis import UnknownDeploymentError, choose_stack, deployments

ASK = ""  # --purge without a name


class WrongNameError(InvalidInputError):
    """--purge or --confirm names a different deployment than the one to destroy."""


@dataclass(frozen=True)
class Options:
    """consented: confirms an evaluation only. confirmed: the name, given as option.

    purge: None keeps a production's data; ASK asks for the name; or the name itself.
    leaves_blocked: what parts of others in the VPC keep from being deleted may remain.
    """

    deployment: str
    program: str | None
    consented: bool
    confirmed: str | None
    purge: str | None
    takes_copies: bool
    leaves_blocked: bool
    console: Console

    @property
    def name_given(self) -> bool:
        """Whether the deployment's name was given as option."""
        return self.deployment in (self.confirmed, self.purge)


def chosen_deployment(name: str | None, *, asks: bool) -> str:
    """`name`, or the only deployment, or the answer to a prompt if `asks`.

    A stack of copies is destroyed by its name only.

    Raises UnknownDeploymentError.
    """
    known = deployments()
    if name is None and len(known) > 1:
        instead = f"cdktf.json has several deployments. Name one: {', '.join(known)}."
        if not asks:
            raise UnknownDeploymentError(instead)
        try:
            name = ask(f"Which deployment ({', '.join(known)})? ", instead)
        except NotInteractiveError as nobody:
            raise UnknownDeploymentError(str(nobody)) from nobody
        if not name:
            raise UnknownDeploymentError(instead)
    return choose_stack(name)


_WHAT = {
    Mode.KEEP_DATA: "Destroy {name} (production, {place})? Its data is kept. Type its name: ",
    Mode.BY_SETTINGS: "Destroy {name} (evaluation, {place}) and delete its data? Type its name: ",
    Mode.PURGE: "Purge {name} ({kind}, {place}) and delete its data? Type its name: ",
}


@dataclass(frozen=True)
class Consent:
    """Confirmation by options, or else by a prompt."""

    options: Options

    def refuse_early(self) -> None:
        """Refuse wrong options at the start. Raises WrongNameError, NotInteractiveError."""
        name = self.options.deployment
        for option, given in (("purge", self.options.purge), ("confirm", self.options.confirmed)):
            if given not in (None, name) and not (option == "purge" and given == ASK):
                raise WrongNameError(
                    f"--{option} {given}: accepted: the name of the deployment to "
                    f"destroy, {name}. Nothing was changed."
                )
        purges = self.options.purge is not None
        if not self.options.name_given and (purges or not self.options.consented):
            require_interactive(self._instead)

    def require(self, identity: Identity, mode: Mode, place: str) -> None:
        """Prompt if the options do not confirm. Raises StoppedError, NotInteractiveError."""
        name = self.options.deployment
        if self.options.name_given:
            return
        if self.options.consented and mode is Mode.BY_SETTINGS:
            return
        if self.options.consented and mode is Mode.KEEP_DATA:
            raise StoppedError(
                "Nothing was changed. --yes is accepted for evaluations only, and this deployment "
                f"may be a production, for the reasons above. {self.by_name}"
            )
        kind = "production" if identity.is_production else "evaluation"
        question = "\n" + _WHAT[mode].format(name=name, place=place, kind=kind)
        if ask(question, self._instead) != name:
            raise StoppedError(f"Nothing was changed. The answer was not {name}.")

    @property
    def by_name(self) -> str:
        """Instructions to destroy a production."""
        name = self.options.deployment
        return (
            f"To destroy it, run openemr destroy {name} and type its name, or in a script run "
            f"openemr destroy {name} --confirm {name}. Its data is kept either way; "
            f"--purge {name} deletes the data as well."
        )

    @property
    def _instead(self) -> str:
        name = self.options.deployment
        if self.options.purge is not None:
            return f"Give --purge {name}."
        return f"Give --yes for an evaluation, or --confirm {name}."

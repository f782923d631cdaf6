"""Options of a destroy, and consent to it: --yes for an evaluation, otherwise the name."""

from dataclasses import dataclass

from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import InvalidInputError, StoppedError
from scripts.commands.destroy.decision import Mode
from scripts.identity import Identity
from scripts.terraform.synthesis import UnknownDeploymentError, choose_deployment, deployments

ASK = ""  # --purge without a name


class WrongNameError(InvalidInputError):
    """--purge or --confirm names another deployment than the one that is to be destroyed."""


@dataclass(frozen=True)
class Options:
    """consented: answers for an evaluation only. confirmed: the name, given beforehand.

    purge: None keeps a production's data; ASK has the name typed; a name is taken for it.
    """

    deployment: str
    program: str | None
    consented: bool
    confirmed: str | None
    purge: str | None
    takes_copies: bool
    console: Console

    @property
    def name_given(self) -> bool:
        """Whether the deployment's name was given where else it would be typed."""
        return self.deployment in (self.confirmed, self.purge)


def chosen_deployment(name: str | None, *, asks: bool) -> str:
    """`name`, or the only one there is, or what is answered where `asks`.

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
    return choose_deployment(name)


_WHAT = {
    Mode.KEEP_DATA: "Destroy {name} (production, {place})? Its data is kept. Type its name: ",
    Mode.BY_SETTINGS: "Destroy {name} (evaluation, {place}) and delete its data? Type its name: ",
    Mode.PURGE: "Purge {name} ({kind}, {place}) and delete its data? Type its name: ",
}


@dataclass(frozen=True)
class Consent:
    """The consent given by options, and the question for what they leave open."""

    options: Options

    def refuse_early(self) -> None:
        """Before anything is read. Raises WrongNameError, NotInteractiveError."""
        name = self.options.deployment
        for option, given in (("purge", self.options.purge), ("confirm", self.options.confirmed)):
            if given not in (None, name) and not (option == "purge" and given == ASK):
                raise WrongNameError(
                    f"--{option} {given}: accepted is the name of the deployment that is "
                    f"destroyed, {name}. Nothing was changed."
                )
        purges = self.options.purge is not None
        if not self.options.name_given and (purges or not self.options.consented):
            require_interactive(self._instead)

    def demand(self, identity: Identity, mode: Mode, place: str) -> None:
        """Ask for what the options leave open. Raises StoppedError, NotInteractiveError."""
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
        """How to destroy a production."""
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

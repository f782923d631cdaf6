"""Which deployment is to be destroyed: the one that is named, never simply the first."""

from scripts.cli.consent import NotInteractiveError, ask
from scripts.terraform.synthesis import UnknownDeploymentError, choose_deployment, deployments


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

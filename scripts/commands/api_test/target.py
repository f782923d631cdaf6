"""Which address is tested, and what is known about the deployment behind it."""

from dataclasses import dataclass
from typing import Any

from scripts.cli.steps import Steps
from scripts.commands.api_test.ecs_exec import EcsExec
from scripts.commands.api_test.options import Options, WrongOptionsError
from scripts.deployment.outputs import Deployed
from scripts.project import ROOT
from scripts.terraform.synthesis import choose_deployment
from scripts.terraform.working_directory import open_working_directory


@dataclass(frozen=True)
class Target:
    """url: without a slash at its end. deployment: None if only an address was given."""

    url: str
    deployment: str | None
    is_production: bool
    ecs_exec: EcsExec | None


def find_target(options: Options, steps: Steps, terraform: str | None) -> Target:
    """By --url alone nothing else is read; else settings and state of the deployment are.

    Raises WrongOptionsError and what open_working_directory raises.
    """
    if options.url and not options.deployment:
        return Target(options.url.rstrip("/"), None, is_production=False, ecs_exec=None)
    name = choose_deployment(options.deployment)
    settings = _settings(name)
    problems = []
    if not settings.activate_openemr_apis:
        problems.append(
            f"deployments.{name}.activate_openemr_apis: false; accepted: true, and applied, before "
            "the APIs can be tested"
        )
    if options.uses_ecs_exec and not settings.enable_ecs_exec:
        problems.append(
            f"deployments.{name}.enable_ecs_exec: false; accepted for --enable-by ecs-exec: true"
        )
    if problems:
        raise WrongOptionsError("\n".join(problems))
    if options.url and not options.uses_ecs_exec:
        return Target(options.url.rstrip("/"), name, settings.is_production, ecs_exec=None)
    return _deployed(name, settings.is_production, options, steps, terraform)


def _deployed(
    name: str, is_production: bool, options: Options, steps: Steps, terraform: str | None
) -> Target:
    workplace = open_working_directory(name, steps, terraform)
    state = workplace.state()
    outputs = {key: each["value"] for key, each in state.get("outputs", {}).items()}
    url = options.url or outputs.get("application_url")
    if not url:
        raise WrongOptionsError(
            f"DEPLOYMENT {name}: its state has no output application_url; accepted: an applied "
            "deployment, or --url https://HOST"
        )
    ecs_exec = None
    if options.uses_ecs_exec:
        workplace.refuse_wrong_target(state)
        deployed = Deployed(name, workplace.region, workplace.account, outputs)
        ecs_exec = EcsExec(deployed, may_wait=not options.non_interactive)
    return Target(str(url).rstrip("/"), name, is_production, ecs_exec)


def _settings(name: str) -> Any:
    """The deployment's settings. Raises WrongOptionsError with all that is wrong with them."""
    from stacks.settings import SettingsError, read_settings  # noqa: PLC0415

    try:
        return read_settings(ROOT / "cdktf.json").deployments[name]
    except SettingsError as wrong:
        raise WrongOptionsError(str(wrong)) from wrong

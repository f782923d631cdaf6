"""Consent to load a production deployment, after saying what that may cost."""

from typing import Any

from scripts.cli.consent import NotInteractiveError, ask
from scripts.commands.load_test.options import Options, WrongOptionsError
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.target import Target
from scripts.pricing.prices import PricesError, PriceTable, prices_of

_INSTEAD = "--yes-production NAME consents, with the deployment's name."


def demand_consent(options: Options, target: Target, plan: LoadPlan) -> None:
    """Let nobody load a production deployment by mistake. Raises WrongOptionsError."""
    name = target.deployment
    if not target.is_production or name is None:
        return
    warning = cost_warning(target, plan)
    if options.yes_production is not None:
        if options.yes_production != name:
            raise WrongOptionsError(
                f"--yes-production {options.yes_production}: accepted is {name}\n{warning}"
            )
        return
    try:
        answer = ask(f"{warning}\nType {name} to go on: ", _INSTEAD)
    except NotInteractiveError as nobody:
        raise WrongOptionsError(f"{warning}\n{nobody}") from nobody
    if answer != name:
        raise WrongOptionsError(f"The answer was not {name}. Nothing was sent.")


def cost_warning(target: Target, plan: LoadPlan) -> str:
    """What a load test of this deployment may do and cost."""
    settings = target.settings
    most = settings.openemr_service_fargate_maximum_capacity
    warning = (
        f"{target.deployment} is a production deployment: people at work there will feel the load. "
        f"Autoscaling may start up to {most} tasks and raise the database to "
        f"{settings.database.max_capacity_acu:g} ACUs. "
    )
    try:
        prices = prices_of(settings.region)
    except PricesError:
        return f"{warning}There is no price table for its Region."
    return warning + _dollars(settings, prices, plan, most)


def _dollars(settings: Any, prices: PriceTable, plan: LoadPlan, most_tasks: int) -> str:
    """Full size for an hour, for scaling in takes its time, and the firewall's fee."""
    task = settings.application
    processor = "arm" if task.cpu_architecture == "ARM64" else "x86"
    hour = most_tasks * (
        task.cpu / 1024 * prices[f"fargate_{processor}_vcpu_hour"].usd
        + task.memory_mib / 1024 * prices[f"fargate_{processor}_gb_hour"].usd
    )
    instances = 1 + settings.database.readers
    hour += instances * settings.database.max_capacity_acu * prices["aurora_acu_hour"].usd
    text = f"An hour of all that costs about ${hour:.2f} (prices: openemr cost)"
    if plan.is_open:
        requests = plan.rate * plan.seconds
        waf = requests / 1e6 * prices["waf_requests_million"].usd
        text += f"; the firewall's fee for {requests:.0f} requests is ${waf:.4f}"
    return f"{text}, data sent to this machine not counted."

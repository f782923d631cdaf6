"""What is to be priced: deployments, files, plans and profiles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.commands.cost.profiles import Profile, profile_named, synthesize_profiles
from scripts.pricing.assumptions import changed, shipped
from scripts.pricing.estimate import Estimate, estimate, region_of
from scripts.pricing.prices import prices_of
from scripts.terraform.documents.configuration import Configuration
from scripts.terraform.subjects import SubjectError, find_subjects

PROFILE = "profile:"


@dataclass(frozen=True)
class Pricing:
    """How everything of one command is priced.

    region: instead of each deployment's own; empty for that. changes: assumptions by name.
    """

    region: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)

    def price(self, configuration: Configuration, profile: Profile | None = None) -> Estimate:
        """The estimate of one configuration; a profile brings assumptions of its own.

        Raises SubjectError, PricesError, AssumptionsError and UnpricedError.
        """
        if all(each.mode != "managed" for each in configuration.resources):
            # The state's JSON, for one, looks like a configuration without anything in it.
            raise SubjectError(
                f"{configuration.name}: no resource in it; accepted: a cdk.tf.json or the output "
                "of `terraform show -json PLAN`, not that of a state"
            )
        assumptions = shipped(configuration.environment)
        if profile:
            assumptions = changed(assumptions, profile.assumptions)
        table = prices_of(self.region or region_of(configuration))
        return estimate(configuration, table, changed(assumptions, self.changes))


def price_profiles(names: Sequence[str], pricing: Pricing) -> list[tuple[Profile, Estimate]]:
    """Estimates of profiles, synthesized together."""
    profiles = [profile_named(name) for name in names]
    return [
        (profile, pricing.price(configuration, profile))
        for profile, configuration in zip(profiles, synthesize_profiles(profiles), strict=True)
    ]


def price_subjects(names: Sequence[str], pricing: Pricing) -> list[Estimate]:
    """Estimates of what `names` stand for, in their order; for none, all of cdktf.json.

    A name is a deployment of cdktf.json, a cdk.tf.json, a folder with such files, the JSON of a
    plan, or `profile:NAME`.
    """
    if not names:
        return [pricing.price(each) for each in find_subjects([])]
    found: list[Estimate] = []
    for name in names:
        if name.startswith(PROFILE):
            wanted = [name.removeprefix(PROFILE)]
            found += [each for _, each in price_profiles(wanted, pricing)]
        else:
            found += [pricing.price(each) for each in find_subjects([name])]
    return found


def price_one(name: str, option: str, pricing: Pricing) -> Estimate:
    """The estimate of exactly one configuration. Raises SubjectError if there are several."""
    found = price_subjects([name], pricing)
    if len(found) != 1:
        stacks = ", ".join(each.name for each in found)
        raise SubjectError(f"{option} {name!r}: accepted: one deployment; it holds {stacks}")
    return found[0]

"""The project's own policies, asked about one configuration."""

from collections.abc import Collection

from scripts.commands.scan.finding import OWN, Finding
from scripts.commands.scan.policy import all_policies
from scripts.terraform.documents.configuration import Configuration


def check(configuration: Configuration, only: Collection[str] = ()) -> list[Finding]:
    """What all policies, or `only` those of these ids, object to."""
    return [
        Finding(policy.id, violation.address, violation.reason, policy.sentence, OWN)
        for policy in all_policies()
        if not only or policy.id in only
        for violation in policy.judge(configuration)
    ]

"""The project's own policies, asked about one configuration."""

from collections.abc import Collection

from scripts.commands.scan.finding import OWN, Finding
from scripts.commands.scan.policy import Policy, Violation, Violations, all_policies
from scripts.terraform.documents.configuration import WHOLE, Configuration

# What a policy raises at a value of another type than Terraform takes, such as text for a number.
_UNEXPECTED = (AttributeError, KeyError, TypeError, ValueError)


def check(configuration: Configuration, only: Collection[str] = ()) -> list[Finding]:
    """What all policies, or `only` those of these ids, object to."""
    return [
        Finding(policy.id, violation.address, violation.reason, policy.sentence, OWN)
        for policy in all_policies()
        if not only or policy.id in only
        for violation in _judged(policy, configuration)
    ]


def _judged(policy: Policy, configuration: Configuration) -> Violations:
    """A configuration that a policy cannot read is a finding, and no end of the scan."""
    try:
        yield from policy.judge(configuration)
    except _UNEXPECTED as unexpected:
        reason = f"cannot be judged: {type(unexpected).__name__}: {unexpected}"
        yield Violation(WHOLE, reason)

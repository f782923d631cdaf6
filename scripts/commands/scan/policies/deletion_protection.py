"""What holds data cannot be destroyed by mistake."""

from scripts.commands.scan.documents import made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource

LEAST_KEY_WINDOW_DAYS = 30
LEAST_SECRET_WINDOW_DAYS = 7


@policy(
    33,
    "Keys, databases, files, vaults, buckets, secrets and the load balancer resist deletion.",
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(C)",
    nag="RDSInstanceDeletionProtectionEnabled ELBDeletionProtectionEnabled",
)
def deletion_protection(configuration: Configuration) -> Violations:
    """By AWS where it can refuse, and by Terraform's prevent_destroy."""
    # A plan does not say what Terraform's own lifecycle block holds.
    for entry, resource in made_resources(configuration):
        held = not configuration.planned and entry.data and entry.data.prevent_destroy
        if held and resource.get("lifecycle", "prevent_destroy") is not True:
            yield resource.violates("no prevent_destroy")
        for argument, protecting in entry.protections.items():
            found = resource.get(argument)
            if protecting and found is not True:
                yield resource.violates(f"{argument} is not true")
            if not protecting and found is True:
                yield resource.violates(f"{argument} is true")
    yield from _windows(configuration)


def _windows(configuration: Configuration) -> Violations:
    """How long a deletion can be taken back."""
    for key in configuration.of("aws_kms_key"):
        yield from _shorter(key, "deletion_window_in_days", LEAST_KEY_WINDOW_DAYS)
    for secret in configuration.of("aws_secretsmanager_secret"):
        yield from _shorter(secret, "recovery_window_in_days", LEAST_SECRET_WINDOW_DAYS)


def _shorter(resource: Resource, argument: str, least: int) -> Violations:
    # AWS's default is 30 days for both.
    days = resource.get(argument)
    if days is not None and days < least:
        yield resource.violates(f"{argument} is {days}, not {least} or more")

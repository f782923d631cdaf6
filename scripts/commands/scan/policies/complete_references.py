"""Everything that is referred to is made."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import references


@policy(
    47,
    "Whatever a resource refers to is part of the same configuration.",
    hipaa="308(a)(8)",
)
def complete_references(configuration: Configuration) -> Violations:
    """Such as the role that delivers logs, or the key that encrypts them."""
    # A plan lists data sources only while they are still unread.
    known = set(configuration.by_address)
    for resource in configuration.resources:
        for address in sorted(references(resource.attributes) - known):
            if not (configuration.planned and address.startswith("data.")):
                yield resource.violates(f"{address} is not part of this configuration")

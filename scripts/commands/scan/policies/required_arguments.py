"""Arguments whose absence means a default: a wider one, or a record that is never written."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.resources import made
from scripts.terraform.documents.arguments import missing
from scripts.terraform.documents.configuration import Configuration, Violation


@policy(
    49,
    "No argument is left out whose default would be wider, or would write no record.",
    hipaa=("312(a)(1)", "312(b)", "312(e)(1)"),
)
def required_arguments(configuration: Configuration) -> Iterator[Violation]:
    """Such as subnets and security groups, which default to those of the account's own VPC."""
    for entry in made():
        for resource in configuration.of(entry.name):
            for path in missing(resource, entry.arguments.needed.split()):
                yield resource.violates(f"no {path}")

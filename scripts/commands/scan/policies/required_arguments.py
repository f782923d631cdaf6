"""Arguments whose absence means a default: a wider one, or a record that is never written."""

from scripts.commands.scan.documents import made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.arguments import missing


@policy(
    49,
    "No argument is omitted whose default would be wider, or would write no record.",
    hipaa="312(a)(1) 312(b) 312(e)(1)",
)
def required_arguments(configuration: Configuration) -> Violations:
    """Such as subnets and security groups, which default to those of the account's own VPC."""
    for entry, resource in made_resources(configuration):
        for path in missing(resource, entry.arguments.needed.split()):
            yield resource.violates(f"no {path}")

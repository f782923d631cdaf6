"""No resource is given an argument that no check looks at."""

from scripts.commands.scan.documents import made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.arguments import unlisted


@policy(
    50,
    "Every argument of every resource is on the allow-list.",
    hipaa="308(a)(1)(ii)(B) 308(a)(8) 312(a)(1)",
)
def reviewed_arguments(configuration: Configuration) -> Violations:
    """Most ways to weaken a resource are arguments that were better left out."""
    for entry, resource in made_resources(configuration):
        for path in unlisted(resource, entry.arguments.all):
            yield resource.violates(f"argument {path} is not on the allow-list")

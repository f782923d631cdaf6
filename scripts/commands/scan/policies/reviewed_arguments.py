"""No resource is given an argument that no check looks at."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.resources import made
from scripts.terraform.documents.arguments import unlisted
from scripts.terraform.documents.configuration import Configuration, Violation


@policy(
    50,
    "No resource has an argument that nobody reviewed.",
    hipaa=("308(a)(1)(ii)(B)", "308(a)(8)", "312(a)(1)"),
)
def reviewed_arguments(configuration: Configuration) -> Iterator[Violation]:
    """Most ways to weaken a resource are arguments that were better left out."""
    for entry in made():
        for resource in configuration.of(entry.name):
            for path in unlisted(resource, entry.arguments.all):
                yield resource.violates(f"argument {path} is not on the allow-list")

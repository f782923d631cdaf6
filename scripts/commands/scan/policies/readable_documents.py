"""Policies and container definitions can be read before anything is deployed."""

from scripts.commands.scan.documents import json_attributes
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import UnreadableError, decoded


@policy(
    46,
    "Policies, container definitions, event patterns and templates are JSON that a scan can read.",
    hipaa="308(a)(8)",
)
def readable_documents(configuration: Configuration) -> Violations:
    """What no check can read would pass every check."""
    if configuration.planned:
        return
    for type_, attribute in json_attributes():
        for resource in configuration.of(type_):
            if resource.get(attribute) is None:
                continue
            try:
                decoded(resource, attribute)
            except UnreadableError as unreadable:
                yield resource.violates(str(unreadable))

"""Policies and container definitions can be read before anything is deployed."""

from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation
from scripts.scan.documents import IAM_POLICIES, RESOURCE_POLICIES, UnreadableError, decoded
from scripts.scan.policy import policy

DOCUMENTS = [
    *IAM_POLICIES.items(),
    *RESOURCE_POLICIES.items(),
    ("aws_cloudformation_stack", "template_body"),
    ("aws_ecs_task_definition", "container_definitions"),
    ("aws_iam_role", "assume_role_policy"),
]


@policy(
    46,
    "Policies and container definitions are JSON that a scan can read.",
    hipaa=("308(a)(8)",),
)
def readable_documents(configuration: Configuration) -> Iterator[Violation]:
    """What no check can read would pass every check."""
    if configuration.planned:
        return
    for type_, attribute in DOCUMENTS:
        for resource in configuration.of(type_):
            if resource.get(attribute) is None:
                continue
            try:
                decoded(resource, attribute)
            except UnreadableError as unreadable:
                yield resource.violates(str(unreadable))

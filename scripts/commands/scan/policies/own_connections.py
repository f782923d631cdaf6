"""Resources are connected with each other, and with nothing outside."""

from typing import Any

from scripts.commands.scan.documents import made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.arguments import values_at
from scripts.terraform.documents.configuration import Resource, references


@policy(
    51,
    "References name resources of the same configuration and of an expected type.",
    hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(b) 312(e)(1)",
)
def own_connections(configuration: Configuration) -> Violations:
    """A literal ARN or id could be anybody's: a stranger's topic, vault, role, bucket or group."""
    for entry, resource in made_resources(configuration):
        for path, types in entry.arguments.refers.items():
            yield from _strangers(resource, path, frozenset(types.split()))


def _strangers(resource: Resource, path: str, kinds: frozenset[str]) -> Violations:
    values: list[Any] = list(values_at(resource, path))
    if resource.given is not None and values:
        # In a plan of what is deployed, ARNs stand beside the references that they came from.
        values = [values]
    for value in values:
        found = {address.rpartition(".")[0] for address in references(value)}
        if not found:
            yield resource.violates(f"{path} is {value!r}, not a resource of this configuration")
        elif not found <= kinds:
            yield resource.violates(f"{path} must refer to {' or '.join(sorted(kinds))}")

"""Resources are connected with each other, and with nothing outside."""

from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policy import policy
from scripts.resources import made
from scripts.terraform.documents.arguments import values_at
from scripts.terraform.documents.configuration import Configuration, Resource, Violation, references


@policy(
    51,
    "What connects resources names resources of the same configuration, of a kind that fits.",
    hipaa=("308(a)(4)(ii)(B)", "312(a)(1)", "312(b)", "312(e)(1)"),
)
def own_connections(configuration: Configuration) -> Iterator[Violation]:
    """A literal ARN or id could be anybody's: a stranger's topic, vault, role, bucket or group."""
    for entry in made():
        for resource in configuration.of(entry.name):
            for path, types in entry.arguments.refers.items():
                yield from _strangers(resource, path, frozenset(types.split()))


def _strangers(resource: Resource, path: str, kinds: frozenset[str]) -> Iterator[Violation]:
    values: list[Any] = list(values_at(resource, path))
    if resource.given is not None and values:
        # In a plan of what is deployed, ARNs stand beside the references that they came from.
        values = [values]
    for value in values:
        found = {address.rpartition(".")[0] for address in references(value)}
        if not found:
            yield resource.violates(f"{path} is {value!r}, no resource of this configuration")
        elif not found <= kinds:
            yield resource.violates(f"{path} is no {' or '.join(sorted(kinds))}")

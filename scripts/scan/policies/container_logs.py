"""What containers say is kept."""

from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation, references
from scripts.scan.documents import containers
from scripts.scan.policy import policy

DRIVERS = {"awslogs", "awsfirelens"}


@policy(
    9,
    "Every container logs into a log group of the same configuration.",
    hipaa=("312(b)",),
    nag=("AwsSolutions-ECS7",),
)
def container_logs(configuration: Configuration) -> Iterator[Violation]:
    """Of a driver that leaves the task; a FireLens router decides about the group itself."""
    # A plan of what is deployed holds names where a configuration refers to groups.
    names = {
        each.get("name")
        for each in configuration.of("aws_cloudwatch_log_group")
        if configuration.planned
    }
    regions = {provider.get("region") for provider in configuration.provider}
    for resource, container in containers(configuration):
        logs = container.get("logConfiguration") or {}
        group = (logs.get("options") or {}).get("awslogs-group")
        known = references(group) & set(configuration.by_address) or group in names
        if logs.get("logDriver") not in DRIVERS:
            yield resource.violates(f"container {container.get('name')} has no logConfiguration")
        elif logs["logDriver"] == "awslogs" and not known:
            yield resource.violates(f"container {container.get('name')} logs into a foreign group")
        region = (logs.get("options") or {}).get("awslogs-region")
        if region and regions and region not in regions:
            yield resource.violates(f"container {container.get('name')} logs into {region}")

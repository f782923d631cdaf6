"""Services in our cluster that Terraform did not make."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Each foreign service. Single tasks are not reported: people start them for good reasons."""
    ours = resources.ids("aws_ecs_service")
    for cluster in resources.of("aws_ecs_cluster"):
        arn = cluster.values["arn"]
        for service in aws.list("ecs", "list_services", "serviceArns", cluster=arn):
            if service not in ours:
                yield added(
                    cluster.address,
                    "service",
                    service.rpartition("/")[2],
                    Severity.HIGH,
                    "Another service runs in the cluster; nobody reviewed its tasks.",
                    identity=service,
                )

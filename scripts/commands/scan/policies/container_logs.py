"""Container logs are kept, and their delivery is decided."""

import re
from collections.abc import Iterator, Mapping

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import references
from scripts.terraform.documents.embedded import containers

DRIVERS = {"awslogs", "awsfirelens"}
# Without a mode the account decides, by default for a small buffer that drops lines when full.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html (2026-11)
MODES = {"blocking", "non-blocking"}
BUFFER = re.compile(r"(\d+)([kmg]?)")
BYTES = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
LEAST_BUFFER_BYTES = 10 * 2**20


@policy(
    9,
    "Every container logs to a log group of the same configuration, in an explicit mode.",
    hipaa="312(b)",
    nag="AwsSolutions-ECS7",
)
def container_logs(configuration: Configuration) -> Violations:
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
            yield resource.violates(
                f"container {container.get('name')} logs to a foreign log group"
            )
        if logs.get("logDriver") == "awslogs":
            for reason in _delivery(logs.get("options") or {}):
                yield resource.violates(f"container {container.get('name')}: {reason}")
        region = (logs.get("options") or {}).get("awslogs-region")
        if region and regions and region not in regions:
            yield resource.violates(f"container {container.get('name')} logs to Region {region}")


def _delivery(options: Mapping[str, object]) -> Iterator[str]:
    mode, size = options.get("mode"), str(options.get("max-buffer-size") or "")
    if mode not in MODES:
        yield f"mode is none of {', '.join(sorted(MODES))}"
    elif mode == "non-blocking":
        match = BUFFER.fullmatch(size)
        if not match or int(match[1]) * BYTES[match[2]] < LEAST_BUFFER_BYTES:
            yield f"max-buffer-size is {size or 'not set'}, so that a busy minute loses lines"

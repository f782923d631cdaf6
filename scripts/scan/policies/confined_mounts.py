"""Tasks mount files by TLS, with their role, through an access point."""

from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation, as_list, value_at
from scripts.scan.documents import Statement, readable
from scripts.scan.policy import policy

BLOCK = "efs_volume_configuration"
OTHER_WAYS = "elasticfilesystem:accesspointarn"


@policy(
    39,
    "Tasks mount files by TLS, with their role and through an access point; no other way is open.",
    hipaa=("312(a)(1)", "312(d)", "312(e)(1)"),
)
def confined_mounts(configuration: Configuration) -> Iterator[Violation]:
    """The file system's policy must refuse every other access point."""
    for task in configuration.of("aws_ecs_task_definition"):
        for volume in task.blocks("volume"):
            if BLOCK not in volume:
                continue
            if value_at(volume, BLOCK, "transit_encryption") != "ENABLED":
                yield task.violates("transit_encryption is not ENABLED")
            if value_at(volume, BLOCK, "authorization_config", "iam") != "ENABLED":
                yield task.violates("authorization_config.iam is not ENABLED")
            if not value_at(volume, BLOCK, "authorization_config", "access_point_id"):
                yield task.violates("no access_point_id")
    for each, document in readable(configuration, {"aws_efs_file_system_policy": "policy"}):
        found = [Statement(raw) for raw in as_list(document.get("Statement"))]
        if not any(not one.allows and OTHER_WAYS in one.condition_keys for one in found):
            yield each.violates("does not refuse other access points")

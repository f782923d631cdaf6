"""Tasks mount files by TLS, with their role, through an access point."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import value_at
from scripts.terraform.documents.embedded import Statement, policies_in

BLOCK = "efs_volume_configuration"
OTHER_WAYS = "elasticfilesystem:accesspointarn"
MOUNT = {f"elasticfilesystem:Client{action}" for action in ("Mount", "RootAccess", "Write")}


@policy(
    39,
    "Tasks mount files by TLS, with their role and only through an access point.",
    hipaa="312(a)(1) 312(d) 312(e)(1)",
)
def confined_mounts(configuration: Configuration) -> Violations:
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
    for each, statements in policies_in(configuration, {"aws_efs_file_system_policy": "policy"}):
        # A plan of what is deployed holds ARNs where a configuration refers to resources.
        own = configuration.account if configuration.planned else "${aws_efs_"
        if not any(_refuses_others(statement, own) for statement in statements):
            yield each.violates("does not refuse other access points")


def _refuses_others(statement: Statement, own: str) -> bool:
    unequal = statement.condition.get("StringNotEquals", {})
    return (
        not statement.allows
        and statement.concerns_everyone
        and (set(statement.actions) >= MOUNT or "*" in statement.actions)
        and all(target == "*" or own in target for target in statement.resources)
        and bool(statement.resources)
        and statement.condition_keys == {OTHER_WAYS}
        and all(own in str(value) for value in unequal.get(OTHER_WAYS, ["*"]))
    )

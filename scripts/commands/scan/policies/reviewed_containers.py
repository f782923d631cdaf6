"""Containers are told what the project tells them, and get the secrets of the deployment only."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.arguments import missing, unlisted, values_at
from scripts.terraform.documents.configuration import Resource, references
from scripts.terraform.documents.embedded import containers

NEEDED = {
    "command",
    "entryPoint",
    "environment",
    "image",
    "linuxParameters",
    "linuxParameters.capabilities",
    "linuxParameters.capabilities.drop",
    "logConfiguration",
    "logConfiguration.logDriver",
    "logConfiguration.options",
    "logConfiguration.options.awslogs-group",
    "logConfiguration.options.awslogs-region",
    "mountPoints",
    "mountPoints.containerPath",
    "mountPoints.sourceVolume",
    "name",
    "secrets",
    "secrets.name",
    "secrets.valueFrom",
}
# Of a container that listens: it waits for what prepares its data, and is replaced when it hangs.
NEEDED_TO_SERVE = {"dependsOn", "healthCheck"}
# Everything else could change the host, the network, the user or where logs go.
OPTIONAL = {
    "dependsOn",
    "environment.name",
    "environment.value",
    "essential",
    "healthCheck",
    "linuxParameters.initProcessEnabled",
    "logConfiguration.options.awslogs-stream-prefix",
    "logConfiguration.options.max-buffer-size",
    "logConfiguration.options.mode",
    "mountPoints.readOnly",
    "portMappings",
    "privileged",
    "readonlyRootFilesystem",
    "stopTimeout",
    "systemControls",
    "volumesFrom",
    "workingDirectory",
}
# Lists that ECS answers with, and that must stay empty.
EMPTY = ("systemControls", "volumesFrom")
SECRETS = ("aws_rds_cluster.", "aws_secretsmanager_secret.")
ADMINISTRATOR = "master_user_secret"


@policy(
    57,
    "A container has only settings on the allow-list, and only the secrets meant for it.",
    hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(b)",
    nag="AwsSolutions-ECS2",
)
def reviewed_containers(configuration: Configuration) -> Violations:
    """Who serves has no administrator's password, and listens where the load balancer asks only."""
    listening: set[Any] = set()
    asked = {
        port
        for service in configuration.of("aws_ecs_service")
        for port in values_at(service, "load_balancer.container_port")
    }
    for task, container in containers(configuration):
        volumes = {str(volume.get("name")) for volume in task.blocks("volume")}
        for reason in [
            *_settings(container),
            *_secrets(configuration, container),
            *_mounts(container, volumes),
        ]:
            yield task.violates(f"container {container.get('name')}: {reason}")
        ports = {mapping.get("containerPort") for mapping in container.get("portMappings") or []}
        listening |= ports
        for port in ports - asked:
            yield task.violates(
                f"container {container.get('name')}: listens on {port}, unused by the load balancer"
            )
    # What a plan does not tell of containers is no proof that nothing listens.
    for port in set() if configuration.planned else asked - listening:
        yield configuration.lacks(f"no container listens on {port}, which the load balancer uses")


def _settings(container: Mapping[str, Any]) -> Iterator[str]:
    told = Resource("container", str(container.get("name")), container)
    yield from (
        f"setting {path} is not on the allow-list" for path in unlisted(told, NEEDED | OPTIONAL)
    )
    needed = NEEDED | (NEEDED_TO_SERVE if container.get("portMappings") else set())
    yield from (f"no {path}" for path in missing(told, needed))
    for name in EMPTY:
        if container.get(name):
            yield f"{name} is not empty"


def _secrets(configuration: Configuration, container: Mapping[str, Any]) -> Iterator[str]:
    for secret in container.get("secrets") or []:
        name, source = secret.get("name"), str(secret.get("valueFrom"))
        own = any(address.startswith(SECRETS) for address in references(source))
        # A plan of what is deployed holds ARNs; those of the account are as much as it tells.
        if not own and not (configuration.planned and configuration.account in source):
            yield f"{name} does not refer to a secret of this configuration"
        if container.get("portMappings") and ADMINISTRATOR in source:
            yield f"serves requests and receives the administrator's {name}"


def _mounts(container: Mapping[str, Any], volumes: set[str]) -> Iterator[str]:
    mounted = {str(mount.get("sourceVolume")) for mount in container.get("mountPoints") or []}
    for volume in sorted(volumes - mounted):
        yield f"volume {volume} is not mounted, so that its files would be lost"

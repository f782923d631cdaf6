"""Tasks, their containers, and functions."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.arguments import missing, unlisted, values_at
from scripts.terraform.documents.configuration import (
    PRODUCTION,
    Resource,
    references,
    strings,
    value_at,
)
from scripts.terraform.documents.embedded import Statement, containers, policies_in
from stacks.image_reference import UPSTREAM_LABEL, ImageReference, Stability

# Of Docker's default set, those that OpenEMR's image never uses.
LEAST_DROPPED = {"AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT"}


@policy(8, hipaa="308(a)(3)(i) 312(a)(1)")
def unprivileged_containers(configuration: Configuration) -> Violations:
    """No container is privileged or adds Linux capabilities, and each drops those it never needs.

    Checkov's CKV_AWS_334 looks for `privilege`; the key is `privileged`.
    """
    for resource, container in containers(configuration):
        name = container.get("name")
        linux = container.get("linuxParameters") or {}
        capabilities = linux.get("capabilities") or {}
        if container.get("privileged"):
            yield resource.violates(f"container {name} is privileged")
        if capabilities.get("add"):
            yield resource.violates(f"container {name} adds {', '.join(capabilities['add'])}")
        dropped = set(capabilities.get("drop") or [])
        if "ALL" not in dropped and not dropped >= LEAST_DROPPED:
            kept = ", ".join(sorted(LEAST_DROPPED - dropped))
            yield resource.violates(f"container {name} keeps {kept}")
        if linux.get("devices") or container.get("dockerSecurityOptions"):
            yield resource.violates(f"container {name} requests devices or security options")


DRIVERS = {"awslogs", "awsfirelens"}
# Without a mode the account decides, by default for a small buffer that drops lines when full.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html (2026-11)
DELIVERY_MODES = {"blocking", "non-blocking"}
BUFFER = re.compile(r"(\d+)([kmg]?)")
BYTES = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}
LEAST_BUFFER_BYTES = 10 * 2**20


@policy(9, hipaa="312(b)", nag="AwsSolutions-ECS7")
def container_logs(configuration: Configuration) -> Violations:
    """Every container logs to a log group of the same configuration, in an explicit mode."""
    # Of a driver that leaves the task; a FireLens router decides about the group itself.
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
    if mode not in DELIVERY_MODES:
        yield f"mode is none of {', '.join(sorted(DELIVERY_MODES))}"
    elif mode == "non-blocking":
        match = BUFFER.fullmatch(size)
        if not match or int(match[1]) * BYTES[match[2]] < LEAST_BUFFER_BYTES:
            yield f"max-buffer-size is {size or 'not set'}, so that a busy minute loses lines"


SECRET_NAME = re.compile(
    r"(PASS|PASSWD|PASSWORD|PWD|SECRET|TOKEN|CREDENTIALS?|APIKEY|(API|ACCESS|PRIVATE|AUTH)_?KEY)"
    r"($|_)",
    re.IGNORECASE,
)
# What containers are given in clear; any other name is taken for a secret until it is reviewed.
PLAIN_NAME = re.compile(
    r"APACHE_(CONF|WORKERS)|BACKGROUND_(PHP|SERVICES_SECONDS)|COMPANION_SH|HEALTH_URL|INSTALL_PHP|KEYS_PHP"
    r"|MYSQL_(DATABASE|HOST|PORT|USER)|OE_USER|OPENEMR_SETTING_\w+|RDS_ROOT_CA"
    r"|RESTORE_(FILES_TIME|PHP|ROOT|SH)|TRUSTED_PROXIES|TWIG_PHP|UPGRADE_AWK|UPLOAD_MIB|VALKEY_(HOST|PORT|USER)"
)
SECRET_SOURCES = ("aws_secretsmanager_secret_version.", "aws_ssm_parameter.")
EPHEMERAL = "${ephemeral."


@policy(10, hipaa="312(a)(2)(iv) 312(d)", nag="AwsSolutions-ECS2")
def no_secrets_in_environment(configuration: Configuration) -> Violations:
    """No container has a secret in its plain environment or command."""
    # Judged by the variable's name, by what its value refers to, and by OEMR_37 by its looks.
    for resource, container in containers(configuration):
        name = container.get("name")
        for entry in container.get("environment") or []:
            variable = str(entry.get("name", ""))
            if SECRET_NAME.search(variable) or not PLAIN_NAME.fullmatch(variable):
                yield resource.violates(f"container {name}: {variable} is a plain value")
        plain = [container.get(key) for key in ("environment", "command", "entryPoint")]
        if any(EPHEMERAL in text for text in strings(plain)):
            yield resource.violates(f"container {name} has an ephemeral value")
        for address in sorted(references(plain)):
            if address.removeprefix("data.").startswith(SECRET_SOURCES):
                yield resource.violates(f"container {name} has the value of {address}")
        if container.get("environmentFiles"):
            yield resource.violates(f"container {name} reads environment files of a bucket")


@policy(11, hipaa="308(a)(5)(ii)(B) 312(c)(1)")
def pinned_images(configuration: Configuration) -> Violations:
    """Every container image has a digest; in evaluation it has at least a version's tag."""
    # A digest is the only name that nobody can move, and the one under which it was scanned.
    for resource, container in containers(configuration):
        name, text = container.get("name"), str(container.get("image", ""))
        image = ImageReference.parse(text)
        if image.stability == Stability.NOTHING:
            yield resource.violates(f"container {name}: image {text!r} may be another tomorrow")
        elif configuration.environment == PRODUCTION and not image.is_pinned:
            yield resource.violates(
                f"container {name}: image {text!r} has no digest; openemr image lock "
                f"{configuration.name} writes it down"
            )


@policy(
    24,
    hipaa="308(a)(3)(i) 308(a)(3)(ii)(A) 308(a)(4)(ii)(A) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="ECSTaskDefinitionUserForHostMode",
)
def fargate_isolation(configuration: Configuration) -> Violations:
    """Tasks run on Fargate in awsvpc mode and share no process or IPC namespace."""
    # Checkov's CKV_AWS_335 looks for pidMode inside the container.
    for task in configuration.of("aws_ecs_task_definition"):
        if task.get("network_mode") != "awsvpc":
            yield task.violates(f"network_mode is {task.get('network_mode')}")
        if task.get("requires_compatibilities") != ["FARGATE"]:
            yield task.violates("requires_compatibilities is not FARGATE alone")
        for namespace in ("pid_mode", "ipc_mode"):
            if task.get(namespace):
                yield task.violates(f"{namespace} is {task.get(namespace)}")
        if any(volume.get("host_path") for volume in task.blocks("volume")):
            yield task.violates("mounts a path of the host")
    for service in configuration.of("aws_ecs_service"):
        if service.get("launch_type") not in (None, "FARGATE"):
            yield service.violates(f"launch_type is {service.get('launch_type')}")


# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (2026-11)
RUNTIMES = {"dotnet10", "java25", "nodejs24.x", "python3.14", "ruby3.4", "provided.al2023"}


@policy(25, hipaa="308(a)(5)(ii)(B)", nag="AwsSolutions-L1")
def lambda_runtime(configuration: Configuration) -> Violations:
    """A Lambda function runs on the newest runtime of its language."""
    # There is no function so far. Container images have no runtime.
    for function in configuration.of("aws_lambda_function"):
        if function.get("package_type") != "Image" and function.get("runtime") not in RUNTIMES:
            yield function.violates(f"runtime {function.get('runtime')}")


EFS_VOLUME = "efs_volume_configuration"
ACCESS_POINT_KEY = "elasticfilesystem:accesspointarn"
MOUNT_ACTIONS = {f"elasticfilesystem:Client{action}" for action in ("Mount", "RootAccess", "Write")}


@policy(39, hipaa="312(a)(1) 312(d) 312(e)(1)")
def confined_mounts(configuration: Configuration) -> Violations:
    """Tasks mount files by TLS, with their role and only through an access point."""
    # The file system's policy must refuse every other access point.
    for task in configuration.of("aws_ecs_task_definition"):
        for volume in task.blocks("volume"):
            if EFS_VOLUME not in volume:
                continue
            if value_at(volume, EFS_VOLUME, "transit_encryption") != "ENABLED":
                yield task.violates("transit_encryption is not ENABLED")
            if value_at(volume, EFS_VOLUME, "authorization_config", "iam") != "ENABLED":
                yield task.violates("authorization_config.iam is not ENABLED")
            if not value_at(volume, EFS_VOLUME, "authorization_config", "access_point_id"):
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
        and (set(statement.actions) >= MOUNT_ACTIONS or "*" in statement.actions)
        and all(target == "*" or own in target for target in statement.resources)
        and bool(statement.resources)
        and statement.condition_keys == {ACCESS_POINT_KEY}
        and all(own in str(value) for value in unequal.get(ACCESS_POINT_KEY, ["*"]))
    )


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
    "dockerLabels",
    f"dockerLabels.{UPSTREAM_LABEL}",
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
EMPTY_SETTINGS = ("systemControls", "volumesFrom")
SECRET_TYPES = ("aws_rds_cluster.", "aws_secretsmanager_secret.")
ADMINISTRATOR = "master_user_secret"


@policy(57, hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(b)", nag="AwsSolutions-ECS2")
def reviewed_containers(configuration: Configuration) -> Violations:
    """A container has only settings on the allow-list, and only the secrets meant for it."""
    # Who serves has no administrator's password, and listens where the load balancer asks only.
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
    for name in EMPTY_SETTINGS:
        if container.get(name):
            yield f"{name} is not empty"


def _secrets(configuration: Configuration, container: Mapping[str, Any]) -> Iterator[str]:
    for secret in container.get("secrets") or []:
        name, source = secret.get("name"), str(secret.get("valueFrom"))
        own = any(address.startswith(SECRET_TYPES) for address in references(source))
        # A plan of what is deployed holds ARNs; those of the account are as much as it tells.
        if not own and not (configuration.planned and configuration.account in source):
            yield f"{name} does not refer to a secret of this configuration"
        if container.get("portMappings") and ADMINISTRATOR in source:
            yield f"serves requests and receives the administrator's {name}"


def _mounts(container: Mapping[str, Any], volumes: set[str]) -> Iterator[str]:
    mounted = {str(mount.get("sourceVolume")) for mount in container.get("mountPoints") or []}
    for volume in sorted(volumes - mounted):
        yield f"volume {volume} is not mounted, so that its files would be lost"

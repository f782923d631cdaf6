"""Tasks have a network interface of their own and share nothing with a host."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    24,
    "Tasks run on Fargate in awsvpc mode and share no process or IPC namespace.",
    hipaa="308(a)(3)(i) 308(a)(3)(ii)(A) 308(a)(4)(ii)(A) 308(a)(4)(ii)(C) 312(a)(1)",
    nag="ECSTaskDefinitionUserForHostMode",
)
def fargate_isolation(configuration: Configuration) -> Violations:
    """Checkov's CKV_AWS_335 looks for pidMode inside the container."""
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

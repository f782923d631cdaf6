"""Rules about ECS: cluster, service, task definition and autoscaling."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    became,
    changed,
    left,
    lost,
    lowered,
    switched_off,
    switched_on,
)
from scripts.review.verdict import INTERRUPTS, LOWERS, OPENS

SERVICE = ("aws_ecs_service",)
TASK = ("aws_ecs_task_definition",)
SCALING = ("aws_appautoscaling_target",)
GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"

RULES = (
    Rule(
        SERVICE,
        "task_definition",
        changed,
        INTERRUPTS,
        "New tasks start, and the old ones end once the new ones are healthy.",
        f"{GUIDE}/deployment-type-ecs.html",
    ),
    Rule(SERVICE, "force_new_deployment", switched_on, INTERRUPTS, "All tasks are replaced."),
    Rule(
        SERVICE,
        "enable_execute_command",
        switched_on,
        OPENS,
        "Whoever may call ecs:ExecuteCommand gets a shell in the tasks.",
        f"{GUIDE}/ecs-exec.html",
    ),
    Rule(
        SERVICE,
        "network_configuration.assign_public_ip",
        switched_on,
        OPENS,
        "Each task gets an address on the internet.",
        new_too=True,
    ),
    Rule(
        SERVICE,
        "network_configuration.subnets",
        changed,
        INTERRUPTS,
        "All tasks are replaced; new ones start in other subnets.",
    ),
    Rule(SERVICE, "network_configuration.subnets", lost, LOWERS, "Tasks stand in fewer subnets."),
    Rule(SERVICE, "desired_count", lowered, INTERRUPTS, "{after} instead of {before} tasks run."),
    Rule(
        SERVICE,
        "deployment_minimum_healthy_percent",
        lowered,
        INTERRUPTS,
        "During a rollout {after} instead of {before} percent of the tasks keep running.",
    ),
    Rule(
        SERVICE,
        "deployment_circuit_breaker.enable",
        switched_off,
        LOWERS,
        "A rollout that fails goes on for ever instead of being stopped.",
        f"{GUIDE}/deployment-circuit-breaker.html",
    ),
    Rule(
        SERVICE,
        "deployment_circuit_breaker.rollback",
        switched_off,
        LOWERS,
        "After a rollout that fails the last working version does not come back.",
        f"{GUIDE}/deployment-circuit-breaker.html",
    ),
    Rule(
        SERVICE,
        "availability_zone_rebalancing",
        left("ENABLED"),
        LOWERS,
        "Tasks may all end up in one zone.",
    ),
    Rule(
        SERVICE,
        "load_balancer",
        changed,
        INTERRUPTS,
        "Tasks are registered elsewhere; all are replaced.",
    ),
    *(
        Rule(TASK, role, changed, OPENS, "The tasks act as {after} instead of {before}.")
        for role in ("task_role_arn", "execution_role_arn")
    ),
    *(
        Rule(TASK, mode, became("host"), LOWERS, "Tasks share what they had for themselves.")
        for mode in ("network_mode", "pid_mode", "ipc_mode")
    ),
    *(
        Rule(TASK, size, lowered, INTERRUPTS, f"A task has {{after}} instead of {{before}} {unit}.")
        for size, unit in (("cpu", "CPU units"), ("memory", "MiB of memory"))
    ),
    *(
        Rule(
            TASK,
            f"volume.efs_volume_configuration.{path}",
            trend,
            kind,
            reason,
            f"{GUIDE}/efs-best-practices.html",
        )
        for path, trend, kind, reason in (
            ("transit_encryption", left("ENABLED"), LOWERS, "Files travel without encryption."),
            (
                "authorization_config.iam",
                left("ENABLED"),
                LOWERS,
                "IAM no longer says who may mount.",
            ),
            (
                "authorization_config.access_point_id",
                changed,
                LOWERS,
                "Tasks mount {after} instead of {before}.",
            ),
            ("root_directory", changed, LOWERS, "Tasks mount {after} instead of {before}."),
        )
    ),
    Rule(
        SCALING,
        "max_capacity",
        lowered,
        INTERRUPTS,
        "At most {after} instead of {before} tasks run.",
    ),
    Rule(
        SCALING,
        "min_capacity",
        lowered,
        INTERRUPTS,
        "At least {after} instead of {before} tasks run.",
    ),
)

"""Plans that change how tasks run, and what they may do."""

from typing import Any

from tests.terraform.plan.case import INTERRUPTS, LOWERS, OPENS, Case, passed, stopped
from tests.terraform.plan.edits import UNKNOWN, Edit, replace, rewrite, update

SERVICE = "aws_ecs_service.application_service_tasks"
TASK = "aws_ecs_task_definition.application_task_definition"
CLUSTER = "aws_ecs_cluster.application_ecs_cluster"


def _container(name: str, **values: Any) -> Edit:
    def change(containers: list[Any]) -> None:
        container = next(each for each in containers if each["name"] == name)
        for key, value in values.items():
            if value is None:
                container.pop(key)
            else:
                container[key] = value

    return rewrite(TASK, "container_definitions", change)


def _variable(name: str, value: str) -> Edit:
    def change(containers: list[Any]) -> None:
        for container in containers:
            kept = [each for each in container["environment"] if each["name"] != name]
            container["environment"] = [*kept, {"name": name, "value": value}]

    return rewrite(TASK, "container_definitions", change)


STOPPED: tuple[Case, ...] = (
    stopped(
        "tasks on the internet",
        update(SERVICE, network_configuration__assign_public_ip=True),
        stops={SERVICE: OPENS},
    ),
    stopped(
        "no circuit breaker",
        update(
            SERVICE,
            deployment_circuit_breaker__enable=False,
            deployment_circuit_breaker__rollback=False,
        ),
        stops={SERVICE: LOWERS},
    ),
    stopped(
        "sessions not recorded",
        update(CLUSTER, configuration__execute_command_configuration__logging="NONE"),
        stops={CLUSTER: LOWERS},
        says="ECS Exec sessions",
    ),
    stopped("privileged container", _container("openemr", privileged=True), stops={TASK: LOWERS}),
    stopped(
        "container without health check",
        _container("openemr", healthCheck=None),
        stops={TASK: LOWERS},
    ),
    stopped(
        "moving image",
        _container("openemr", image="openemr/openemr:latest"),
        stops={TASK: LOWERS},
        says="another image later",
    ),
    stopped(
        "image by number",
        _container("openemr", image="openemr/openemr:8.1.1"),
        stops={TASK: LOWERS},
        says="under the same number",
    ),
    stopped(
        "image by tag",
        _container("openemr", image="openemr/openemr:8.3.0-2026-08-30"),
        stops={TASK: LOWERS},
        says="names no digest",
    ),
    stopped(
        "secret in clear",
        _variable("MYSQL_PASS", "hunter2"),
        stops={TASK: LOWERS},
        says="MYSQL_PASS is in plain text",
    ),
    stopped(
        "interfaces switched on", _variable("OPENEMR_SETTING_rest_api", "1"), stops={TASK: OPENS}
    ),
    stopped(
        "queries no longer audited",
        _variable("OPENEMR_SETTING_audit_events_query", "0"),
        stops={TASK: LOWERS},
        says="audit log",
    ),
    stopped(
        "task acts under another role",
        replace(TASK, task_role_arn="arn:aws:iam::000000000000:role/other"),
        stops={TASK: OPENS},
    ),
    stopped(
        "files mounted without TLS",
        replace(TASK, volume__efs_volume_configuration__transit_encryption="DISABLED"),
        stops={TASK: LOWERS},
    ),
)
PASSED: tuple[Case, ...] = (
    passed(
        "new revision of the task",
        replace(TASK, cpu="2048", memory="4096", arn=UNKNOWN),
        update(SERVICE, task_definition=UNKNOWN),
        marks={TASK: INTERRUPTS, SERVICE: INTERRUPTS},
    ),
    passed(
        "image by digest",
        _container("openemr", image=f"openemr/openemr@sha256:{'0' * 64}"),
        marks={TASK: INTERRUPTS},
    ),
    passed(
        "read-only container",
        _container("openemr", readonlyRootFilesystem=True),
        marks={TASK: INTERRUPTS},
    ),
    passed(
        "interfaces stay off", _variable("OPENEMR_SETTING_rest_api", "0"), marks={TASK: INTERRUPTS}
    ),
    passed("shells switched off", update(SERVICE, enable_execute_command=False)),
    passed(
        "more tasks",
        update(
            "aws_appautoscaling_target.application_service_scaling_target",
            min_capacity=4,
            max_capacity=200,
        ),
    ),
)

"""Out-of-band changes of service, cluster and scaling."""

from typing import Any

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
    gone,
)

EXECUTION = "aws_iam_role.application_task_execution_role"
SERVICE = "aws_ecs_service.application_service_tasks"
CLUSTER = "aws_ecs_cluster.application_ecs_cluster"
TASK = "aws_ecs_task_definition.application_task_definition"
TARGET = "aws_appautoscaling_target.application_service_scaling_target"
CPU = "aws_appautoscaling_policy.application_service_scaling_cpu"
MEMORY = "aws_appautoscaling_policy.application_service_scaling_memory"


def _service(**changes: Any) -> Act:
    def act(site: Site) -> None:
        site.client("ecs").update_service(
            cluster=site.id(CLUSTER), service=site.id(SERVICE), **changes
        )

    return act


def _other_task(site: Site) -> None:
    ecs = site.client("ecs")
    registered = ecs.register_task_definition(
        family="somebodys",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=site.of(EXECUTION)["arn"],
        containerDefinitions=[
            {"name": "openemr", "image": "elsewhere", "portMappings": [{"containerPort": 443}]}
        ],
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(
        cluster=site.id(CLUSTER), service=site.id(SERVICE), taskDefinition=registered
    )


def _public_tasks(site: Site) -> None:
    network = site.of(SERVICE)["network_configuration"][0]
    site.client("ecs").update_service(
        cluster=site.id(CLUSTER),
        service=site.id(SERVICE),
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": network["subnets"],
                "securityGroups": network["security_groups"],
                "assignPublicIp": "ENABLED",
            }
        },
    )


def _second_service(site: Site) -> None:
    network = site.of(SERVICE)["network_configuration"][0]
    site.client("ecs").create_service(
        cluster=site.id(CLUSTER),
        serviceName="somebodys",
        taskDefinition=site.of(TASK)["arn"],
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": network["subnets"],
                "securityGroups": network["security_groups"],
            }
        },
    )


def _no_insights(site: Site) -> None:
    site.client("ecs").update_cluster_settings(
        cluster=site.id(CLUSTER), settings=[{"name": "containerInsights", "value": "disabled"}]
    )


def _unlogged_exec(site: Site) -> None:
    site.client("ecs").update_cluster(
        cluster=site.id(CLUSTER),
        configuration={"executeCommandConfiguration": {"logging": "NONE"}},
    )


def _deregister(site: Site) -> None:
    site.client("ecs").deregister_task_definition(taskDefinition=site.of(TASK)["arn"])


def _scalable(site: Site) -> dict[str, Any]:
    target = site.of(TARGET)
    return {
        "ServiceNamespace": target["service_namespace"],
        "ResourceId": target["resource_id"],
        "ScalableDimension": target["scalable_dimension"],
    }


def _fewer_tasks(site: Site) -> None:
    site.client("application-autoscaling").register_scalable_target(
        **_scalable(site), MinCapacity=1, MaxCapacity=5
    )


def _stop_scaling(site: Site) -> None:
    site.client("application-autoscaling").register_scalable_target(
        **_scalable(site), SuspendedState={"DynamicScalingOutSuspended": True}
    )


def _hot_tasks(site: Site) -> None:
    policy = site.of(CPU)
    site.client("application-autoscaling").put_scaling_policy(
        **_scalable(site),
        PolicyName=policy["name"],
        PolicyType=policy["policy_type"],
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 95.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "ECSServiceAverageCPUUtilization"
            },
        },
    )


def _delete_scaling(site: Site) -> None:
    site.client("application-autoscaling").delete_scaling_policy(
        **_scalable(site), PolicyName=site.of(MEMORY)["name"]
    )


def _nightly_zero(site: Site) -> None:
    site.client("application-autoscaling").put_scheduled_action(
        **_scalable(site),
        ScheduledActionName="night",
        Schedule="cron(0 22 * * ? *)",
        ScalableTargetAction={"MinCapacity": 0, "MaxCapacity": 0},
    )


CHANGES = [
    OutOfBand("other task definition", _other_task, SERVICE, "task_definition", HIGH),
    OutOfBand(
        "no exec", _service(enableExecuteCommand=False), SERVICE, "enable_execute_command", MEDIUM
    ),
    OutOfBand("public tasks", _public_tasks, SERVICE, "network_configuration", CRITICAL),
    OutOfBand(
        "no circuit breaker",
        _service(
            deploymentConfiguration={
                "deploymentCircuitBreaker": {"enable": False, "rollback": False},
                "maximumPercent": 200,
                "minimumHealthyPercent": 0,
            }
        ),
        SERVICE,
        "deployment_circuit_breaker",
        HIGH,
    ),
    added("second service", _second_service, CLUSTER, "service", HIGH),
    OutOfBand("no insights", _no_insights, CLUSTER, "setting", HIGH),
    OutOfBand("exec unlogged", _unlogged_exec, CLUSTER, "configuration", CRITICAL),
    OutOfBand("other bounds", _fewer_tasks, TARGET, "max_capacity", HIGH),
    OutOfBand("scaling suspended", _stop_scaling, TARGET, "suspended_state", MEDIUM),
    OutOfBand("hot tasks", _hot_tasks, CPU, "target_tracking_scaling_policy_configuration", MEDIUM),
    gone("scaling policy deleted", _delete_scaling, MEMORY, HIGH),
    # After the bounds, as the embedded AWS moves the number of tasks into new ones.
    OutOfBand("nobody serves", _service(desiredCount=0), SERVICE, "desired_count", HIGH),
    added("nobody at night", _nightly_zero, TARGET, "scheduled_action", HIGH),
]
DELETIONS = [
    gone("task definition deregistered", _deregister, TASK, HIGH),
]

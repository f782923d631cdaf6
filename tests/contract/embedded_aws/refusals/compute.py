"""Wrong requests to ECS, Application Auto Scaling and the two log services beside them."""

from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused


def task(account: Account, *containers: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A request for a Fargate task definition; each container has an image."""
    return {
        "family": "wrong",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": account.task_role,
        "containerDefinitions": [{"image": "web", **c} for c in containers or [{"name": "web"}]],
        **given,
    }


def registered(what: str, *containers: dict[str, Any], **given: Any) -> Refused:
    """A task definition that cannot be registered."""
    return Refused(
        what,
        "ecs",
        "register_task_definition",
        lambda account: task(account, *containers, **given),
        "ClientException",
    )


def service(account: Account, container: str, port: int) -> dict[str, Any]:
    """A request for a service behind the target group that no load balancer uses."""
    target = account.target_group
    return {
        "cluster": account.cluster,
        "serviceName": "wrong",
        "taskDefinition": account.task_definition,
        "loadBalancers": [
            {"targetGroupArn": target, "containerName": container, "containerPort": port}
        ],
    }


def target(minimum: int, maximum: int, name: str) -> dict[str, Any]:
    """A request for a scalable target."""
    return {
        "ServiceNamespace": "ecs",
        "ResourceId": f"service/cluster/{name}",
        "ScalableDimension": "ecs:service:DesiredCount",
        "MinCapacity": minimum,
        "MaxCapacity": maximum,
    }


COMPUTE = [
    registered("a task of 256 CPU units and 4096 MiB", cpu="256", memory="4096"),
    registered("a Fargate task in bridge mode", networkMode="bridge"),
    registered(
        "a dependency on a container that is not there",
        {"name": "web", "dependsOn": [{"containerName": "init", "condition": "START"}]},
    ),
    registered(
        "a dependency on the health of a container without a check",
        {"name": "web", "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
        {"name": "db"},
    ),
    registered(
        "a dependency on the end of an essential container",
        {"name": "web", "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}]},
        {"name": "init"},
    ),
    registered("a task without an essential container", {"name": "web", "essential": False}),
    registered("two containers of one name", {"name": "web"}, {"name": "web"}),
    registered("a task definition above 64 KiB", {"name": "web", "command": ["x" * 1024] * 64}),
    registered(
        "a mount of a volume that is not there",
        {"name": "web", "mountPoints": [{"sourceVolume": "sites", "containerPath": "/sites"}]},
    ),
    registered("a task role that is not there", taskRoleArn="arn:aws:iam::000000000000:role/none"),
    Refused(
        "secrets without an execution role",
        "ecs",
        "register_task_definition",
        lambda a: {
            **task(a, {"name": "web", "secrets": [{"name": "A", "valueFrom": "b"}]}),
            "executionRoleArn": "",
        },
        "ClientException",
    ),
    Refused(
        "a service in a cluster that is not there",
        "ecs",
        "create_service",
        lambda a: {"cluster": "none", "serviceName": "x", "taskDefinition": a.task_definition},
        "ClusterNotFoundException",
    ),
    Refused(
        "a service of a task definition that is not there",
        "ecs",
        "create_service",
        lambda a: {"cluster": a.cluster, "serviceName": "x", "taskDefinition": "none"},
        "ClientException",
    ),
    Refused(
        "a service behind a target group without a load balancer",
        "ecs",
        "create_service",
        lambda a: service(a, "web", 443),
        "InvalidParameterException",
    ),
    Refused(
        "a service behind a container that is not there",
        "ecs",
        "create_service",
        lambda a: service(a, "other", 443),
        "InvalidParameterException",
    ),
    Refused(
        "a service behind a port that is not mapped",
        "ecs",
        "create_service",
        lambda a: service(a, "web", 80),
        "InvalidParameterException",
    ),
    Refused(
        "deleting a cluster with an active service",
        "ecs",
        "delete_cluster",
        lambda a: {"cluster": a.cluster},
        "ClusterContainsServicesException",
    ),
    Refused(
        "scaling a service that is not there",
        "application-autoscaling",
        "register_scalable_target",
        lambda a: target(1, 2, a.cluster and "none"),
        "ValidationException",
    ),
    Refused(
        "scaling to a floor above the ceiling",
        "application-autoscaling",
        "register_scalable_target",
        lambda a: target(3, 2, a.cluster and "service"),
        "ValidationException",
    ),
    Refused(
        "a scaling policy without a target",
        "application-autoscaling",
        "put_scaling_policy",
        lambda _: {
            "PolicyName": "x",
            "ServiceNamespace": "ecs",
            "ResourceId": "service/cluster/none",
            "ScalableDimension": "ecs:service:DesiredCount",
        },
        "ObjectNotFoundException",
    ),
    Refused(
        "a log group with a key that CloudWatch Logs may not use",
        "logs",
        "create_log_group",
        lambda a: {"logGroupName": "/wrong", "kmsKeyId": a.key},
        "InvalidParameterException",
    ),
    Refused(
        "an alarm every 45 seconds",
        "cloudwatch",
        "put_metric_alarm",
        lambda _: {
            "AlarmName": "x",
            "MetricName": "x",
            "Namespace": "x",
            "Statistic": "Sum",
            "Period": 45,
            "EvaluationPeriods": 1,
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanThreshold",
        },
        "ValidationError",
    ),
    Refused(
        "rate(1 days)",
        "events",
        "put_rule",
        lambda _: {"Name": "x", "ScheduleExpression": "rate(1 days)"},
        "ValidationException",
    ),
]

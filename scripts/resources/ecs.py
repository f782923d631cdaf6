"""Amazon ECS."""

from scripts.resources.actions import ecs as ecs_actions
from scripts.resources.charges import compute as compute_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import INTERRUPTS, LOWERS, OPENS, UNREVIEWED
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.predicates import (
    became,
    between,
    changed,
    left,
    lost,
    lowered,
    same_name,
    switched_off,
    switched_on,
    to_one_of,
)
from scripts.resources.finders import application

TYPES = (
    ResourceType(
        name="aws_ecs_cluster",
        arguments=Arguments(
            needed=(
                "configuration.execute_command_configuration "
                "configuration.execute_command_configuration.kms_key_id "
                "configuration.execute_command_configuration.log_configuration "
                "configuration.execute_command_configuration.log_configuration.cloud_watch_encryption_enabled "
                "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name "
                "configuration.execute_command_configuration.log_configuration.s3_bucket_encryption_enabled "
                "configuration.execute_command_configuration.log_configuration.s3_bucket_name "
                "configuration.execute_command_configuration.log_configuration.s3_key_prefix "
                "configuration.execute_command_configuration.logging name setting setting.name "
                "setting.value"
            ),
            optional="configuration",
            refers={
                "configuration.execute_command_configuration.kms_key_id": "aws_kms_key",
                (
                    "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name"
                ): "aws_cloudwatch_log_group",
                "configuration.execute_command_configuration.log_configuration.s3_bucket_name": "aws_s3_bucket",
            },
            accepted={"configuration.execute_command_configuration.logging": (None, "OVERRIDE")},
            from_settings=(
                "configuration.execute_command_configuration.kms_key_id "
                "configuration.execute_command_configuration.log_configuration.cloud_watch_encryption_enabled "
                "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name "
                "configuration.execute_command_configuration.log_configuration.s3_bucket_encryption_enabled "
                "configuration.execute_command_configuration.log_configuration.s3_bucket_name "
                "configuration.execute_command_configuration.log_configuration.s3_key_prefix "
                "configuration.execute_command_configuration.logging name"
            ),
            judged="configuration setting",
        ),
        deletion=Deletion(INTERRUPTS, "OpenEMR is unreachable until the new one is up."),
        charge=compute_charges.cluster,
        discovery=FoundBy(application.cluster),
        picture=PartOf(user="aws_ecs_service"),
        edges=(
            Edge("configuration", "records", "ECS Exec", to_type="aws_s3_bucket"),
            Edge("configuration", "records", to_type="aws_cloudwatch_log_group"),
        ),
        actions=ecs_actions.CLUSTER,
        dimension="ClusterName",
        stack="deployment",
        required=True,
        keys={
            "configuration.execute_command_configuration.kms_key_id": "configuration.execute_command_configuration"
        },
        drift=Drift(critical="configuration"),
    ),
    KnownType(
        name="aws_ecs_cluster_capacity_providers", charge=Free("Tasks are charged at the service.")
    ),
    ResourceType(
        name="aws_ecs_service",
        arguments=Arguments(
            needed=(
                "availability_zone_rebalancing cluster deployment_circuit_breaker "
                "deployment_circuit_breaker.enable deployment_circuit_breaker.rollback "
                "deployment_maximum_percent deployment_minimum_healthy_percent desired_count "
                "enable_ecs_managed_tags enable_execute_command "
                "health_check_grace_period_seconds launch_type lifecycle "
                "lifecycle.ignore_changes load_balancer load_balancer.container_name "
                "load_balancer.container_port load_balancer.target_group_arn name "
                "network_configuration network_configuration.assign_public_ip "
                "network_configuration.security_groups network_configuration.subnets "
                "platform_version propagate_tags task_definition"
            ),
            refers={
                "cluster": "aws_ecs_cluster",
                "load_balancer.target_group_arn": "aws_lb_target_group",
                "network_configuration.security_groups": "aws_security_group",
                "network_configuration.subnets": "aws_subnet",
                "task_definition": "aws_ecs_task_definition",
            },
            accepted={
                "lifecycle.ignore_changes": (["desired_count"],),
                "deployment_circuit_breaker.enable": (True,),
                "deployment_circuit_breaker.rollback": (True,),
                "network_configuration.assign_public_ip": (None, False),
            },
            from_settings=(
                "desired_count enable_execute_command name network_configuration.subnets"
            ),
            free="enable_ecs_managed_tags propagate_tags",
            accepts={
                "deployment_maximum_percent": between(150, 400),
                "health_check_grace_period_seconds": between(60, 3600),
                # An import reads the family and its revision.
                "task_definition": same_name,
            },
            grows="network_configuration.subnets",
        ),
        deletion=Deletion(INTERRUPTS, "OpenEMR is unreachable until the new one is up."),
        charge=compute_charges.service,
        discovery=FoundBy(application.service),
        picture=Icon(
            "compute/fargate.png",
            "OpenEMR on Fargate",
            "private",
            3,
            details=(
                "{aws_ecs_task_definition.cpu} CPU, {aws_ecs_task_definition.memory} MiB",
                (
                    "{aws_appautoscaling_target.min_capacity} to "
                    "{aws_appautoscaling_target.max_capacity} tasks"
                ),
            ),
        ),
        actions=ecs_actions.SERVICE,
        dimension="ServiceName",
        stack="deployment",
        required=True,
        unreported={"wait_for_steady_state": "the provider, to wait after a change"},
        rules=(
            Rule(
                "task_definition",
                changed,
                INTERRUPTS,
                "New tasks start, and the old ones end once the new ones are healthy.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html"
                ),
            ),
            Rule("force_new_deployment", switched_on, INTERRUPTS, "All tasks are replaced."),
            Rule(
                "enable_execute_command",
                switched_on,
                OPENS,
                "Principals that may call ecs:ExecuteCommand get a shell in the tasks.",
                source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
            ),
            Rule(
                "network_configuration.assign_public_ip",
                switched_on,
                OPENS,
                "Each task gets a public address.",
                new_too=True,
            ),
            Rule(
                "network_configuration.subnets",
                changed,
                INTERRUPTS,
                "All tasks are replaced; new ones start in other subnets.",
            ),
            Rule("network_configuration.subnets", lost, LOWERS, "Tasks run in fewer subnets."),
            Rule("desired_count", became(0), UNREVIEWED, "No task runs: OpenEMR is switched off."),
            Rule("desired_count", lowered, INTERRUPTS, "{after} instead of {before} tasks run."),
            Rule(
                "deployment_minimum_healthy_percent",
                lowered,
                INTERRUPTS,
                "During a rollout {after} instead of {before} percent of the tasks keep running.",
            ),
            Rule(
                "deployment_circuit_breaker.enable",
                switched_off,
                LOWERS,
                "A failing rollout continues indefinitely instead of being stopped.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"
                ),
            ),
            Rule(
                "deployment_circuit_breaker.rollback",
                switched_off,
                LOWERS,
                "A failed rollout is no longer rolled back.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"
                ),
            ),
            Rule(
                "availability_zone_rebalancing",
                left("ENABLED"),
                LOWERS,
                "All tasks may end up in one Availability Zone.",
            ),
            Rule(
                "load_balancer",
                changed,
                INTERRUPTS,
                "Tasks are registered elsewhere; all are replaced.",
            ),
        ),
    ),
    ResourceType(
        name="aws_ecs_task_definition",
        arguments=Arguments(
            needed=(
                "container_definitions cpu execution_role_arn family memory network_mode "
                "requires_compatibilities runtime_platform runtime_platform.cpu_architecture "
                "runtime_platform.operating_system_family task_role_arn volume "
                "volume.efs_volume_configuration "
                "volume.efs_volume_configuration.authorization_config "
                "volume.efs_volume_configuration.authorization_config.access_point_id "
                "volume.efs_volume_configuration.authorization_config.iam "
                "volume.efs_volume_configuration.file_system_id "
                "volume.efs_volume_configuration.root_directory "
                "volume.efs_volume_configuration.transit_encryption volume.name"
            ),
            refers={
                "execution_role_arn": "aws_iam_role",
                "task_role_arn": "aws_iam_role",
                "volume.efs_volume_configuration.authorization_config.access_point_id": "aws_efs_access_point",
                "volume.efs_volume_configuration.file_system_id": "aws_efs_file_system",
            },
            from_settings="container_definitions cpu family memory",
            accepts={"runtime_platform.cpu_architecture": to_one_of("ARM64", "X86_64")},
            judged="container_definitions",
        ),
        deletion=Deletion(meanwhile="the service starts new tasks, and the old ones end."),
        charge=Free("A description; tasks are charged at the service."),
        discovery=FoundBy(application.task_definition),
        picture=PartOf(user="aws_ecs_service"),
        edges=(
            Edge("container_definitions", "uses", "reads", to_type="aws_secretsmanager_secret"),
            Edge("container_definitions", "records", to_type="aws_cloudwatch_log_group"),
            Edge("container_definitions", "uses", "pulls", to_type="aws_ecr_repository"),
        ),
        actions=ecs_actions.TASK_DEFINITION,
        stack="deployment",
        required=True,
        documents=("container_definitions",),
        rules=(
            Rule("task_role_arn", changed, OPENS, "The tasks act as {after} instead of {before}."),
            Rule(
                "execution_role_arn",
                changed,
                OPENS,
                "The tasks act as {after} instead of {before}.",
            ),
            Rule(
                "network_mode",
                became("host"),
                LOWERS,
                "Tasks share their host's network namespace.",
            ),
            Rule("pid_mode", became("host"), LOWERS, "Tasks share their host's process namespace."),
            Rule("ipc_mode", became("host"), LOWERS, "Tasks share their host's IPC namespace."),
            Rule("cpu", lowered, INTERRUPTS, "A task has {after} instead of {before} CPU units."),
            Rule(
                "memory",
                lowered,
                INTERRUPTS,
                "A task has {after} instead of {before} MiB of memory.",
            ),
            Rule(
                "volume.efs_volume_configuration.transit_encryption",
                left("ENABLED"),
                LOWERS,
                "Files are not encrypted in transit.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html"
                ),
            ),
            Rule(
                "volume.efs_volume_configuration.authorization_config.iam",
                left("ENABLED"),
                LOWERS,
                "IAM no longer controls who may mount.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html"
                ),
            ),
            Rule(
                "volume.efs_volume_configuration.authorization_config.access_point_id",
                changed,
                LOWERS,
                "Tasks mount {after} instead of {before}.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html"
                ),
            ),
            Rule(
                "volume.efs_volume_configuration.root_directory",
                changed,
                LOWERS,
                "Tasks mount {after} instead of {before}.",
                source=(
                    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-best-practices.html"
                ),
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
)

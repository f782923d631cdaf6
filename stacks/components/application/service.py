"""The ECS service: equal tasks behind the load balancer, and how they are replaced."""

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.ecs_service import (
    EcsService,
    EcsServiceDeploymentCircuitBreaker,
    EcsServiceLoadBalancer,
    EcsServiceNetworkConfiguration,
)
from constructs import Construct

from stacks.components.application.cluster import Cluster
from stacks.components.application.scaling import Scaling
from stacks.components.application.task import Task
from stacks.releases import RELEASES
from stacks.settings import Deployment

ROLL_BACK = EcsServiceDeploymentCircuitBreaker(enable=True, rollback=True)


class Service(Construct):
    """Keeps the wanted number of tasks running; a rollout that fails is rolled back.

    needs: what a task uses at its start and Terraform cannot see it using.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cluster: Cluster,
        task: Task,
        network: EcsServiceNetworkConfiguration,
        load_balancer: EcsServiceLoadBalancer,
        settings: Deployment,
        needs: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        release = RELEASES[settings.application.openemr_version]
        service = EcsService(
            self,
            "tasks",
            name=name,
            cluster=cluster.arn,
            task_definition=task.arn,
            launch_type="FARGATE",
            platform_version="LATEST",
            desired_count=settings.openemr_service_fargate_minimum_capacity,
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            deployment_circuit_breaker=ROLL_BACK,
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=settings.enable_ecs_exec,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            health_check_grace_period_seconds=release.grace_period_seconds,
            network_configuration=network,
            load_balancer=[load_balancer],
            depends_on=[*task.attachments, *needs],
            # Autoscaling owns the number of tasks.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["desired_count"]),
        )
        self.name, self.arn = service.name, service.id  # its id is its ARN
        self._scale(f"service/{cluster.name}/{service.name}", settings)

    def _scale(self, resource_id: str, settings: Deployment) -> None:
        Scaling(
            self,
            "scaling",
            service_resource_id=resource_id,
            minimum=settings.openemr_service_fargate_minimum_capacity,
            maximum=settings.openemr_service_fargate_maximum_capacity,
            targets={
                "CPU": settings.openemr_service_fargate_cpu_autoscaling_percentage,
                "Memory": settings.openemr_service_fargate_memory_autoscaling_percentage,
            },
            cooldown_seconds=(
                settings.application.scale_in_cooldown_seconds,
                settings.application.scale_out_cooldown_seconds,
            ),
        )

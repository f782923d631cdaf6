"""The ECS service: equal tasks behind the load balancer, and how they are replaced."""

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.ecs_service import (
    EcsService,
    EcsServiceDeploymentCircuitBreaker,
    EcsServiceLoadBalancer,
    EcsServiceNetworkConfiguration,
)
from constructs import Construct

from stacks.components.application.cluster import Cluster
from stacks.components.application.container import OPENEMR
from stacks.components.application.scaling import Scaling
from stacks.components.application.task import Task
from stacks.components.front_door import FrontDoor
from stacks.components.network import Network
from stacks.foundation import Foundation
from stacks.releases import RELEASES
from stacks.settings import Deployment


class Service(Construct):
    """Keeps the wanted number of tasks running; a rollout that fails is rolled back."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
        front_door: FrontDoor,
        cluster: Cluster,
        task: Task,
        security_group_id: str,
        port: int,
        settings: Deployment,
        needs: list[ITerraformDependable],
    ) -> None:
        """`needs`: what a task uses at its start and Terraform cannot see it using."""
        super().__init__(scope, id_)
        service = EcsService(
            self,
            "tasks",
            name=base.names("openemr"),
            cluster=cluster.arn,
            task_definition=task.arn,
            launch_type="FARGATE",
            platform_version="LATEST",
            desired_count=settings.openemr_service_fargate_minimum_capacity,
            deployment_minimum_healthy_percent=100,
            deployment_maximum_percent=200,
            deployment_circuit_breaker=EcsServiceDeploymentCircuitBreaker(
                enable=True, rollback=True
            ),
            availability_zone_rebalancing="ENABLED",
            enable_execute_command=settings.enable_ecs_exec,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            health_check_grace_period_seconds=RELEASES[
                settings.application.openemr_version
            ].grace_period_seconds,
            network_configuration=EcsServiceNetworkConfiguration(
                subnets=network.private_subnet_ids,
                security_groups=[security_group_id],
                assign_public_ip=False,
            ),
            load_balancer=[
                EcsServiceLoadBalancer(
                    target_group_arn=front_door.target_group_arn,
                    container_name=OPENEMR,
                    container_port=port,
                )
            ],
            depends_on=[*front_door.listeners, *task.attachments, *needs],
            # Autoscaling owns the number of tasks.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["desired_count"]),
        )
        self.name = service.name
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

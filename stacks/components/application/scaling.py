"""Autoscaling of the number of tasks by CPU and memory."""

from cdktf_cdktf_provider_aws.appautoscaling_policy import (
    AppautoscalingPolicy,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
    AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification,
)
from cdktf_cdktf_provider_aws.appautoscaling_target import AppautoscalingTarget
from constructs import Construct

Tracking = AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration
Metric = AppautoscalingPolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecification


class Scaling(Construct):
    """Keeps average CPU and memory near their targets; the busier one decides.

    targets: metric -> percent. cooldown_seconds: before scaling in, and out.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        service_resource_id: str,
        minimum: int,
        maximum: int,
        targets: dict[str, int],
        cooldown_seconds: tuple[int, int],
    ) -> None:
        super().__init__(scope, id_)
        target = AppautoscalingTarget(
            self,
            "target",
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=service_resource_id,
            min_capacity=minimum,
            max_capacity=maximum,
        )
        scale_in, scale_out = cooldown_seconds
        for metric, percent in targets.items():
            AppautoscalingPolicy(
                self,
                metric.lower(),
                name=f"{metric.lower()}-near-{percent}-percent",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration=Tracking(
                    target_value=percent,
                    scale_in_cooldown=scale_in,
                    scale_out_cooldown=scale_out,
                    predefined_metric_specification=Metric(
                        predefined_metric_type=f"ECSServiceAverage{metric}Utilization"
                    ),
                ),
            )

"""Application Auto Scaling."""

from scripts.resources.actions import application_autoscaling as application_autoscaling_actions
from scripts.resources.charges import notices as notices_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift
from scripts.resources.facets.impact import INTERRUPTS, UNREVIEWED
from scripts.resources.facets.picture import PartOf
from scripts.resources.facets.predicates import became, between, lowered
from scripts.resources.finders import application

TYPES = (
    ResourceType(
        name="aws_appautoscaling_policy",
        arguments=Arguments(
            needed=(
                "name policy_type resource_id scalable_dimension service_namespace "
                "target_tracking_scaling_policy_configuration "
                "target_tracking_scaling_policy_configuration.predefined_metric_specification "
                "target_tracking_scaling_policy_configuration.predefined_metric_specification.predefined_metric_type "
                "target_tracking_scaling_policy_configuration.scale_in_cooldown "
                "target_tracking_scaling_policy_configuration.scale_out_cooldown "
                "target_tracking_scaling_policy_configuration.target_value"
            ),
            refers={
                "resource_id": "aws_appautoscaling_target",
                "scalable_dimension": "aws_appautoscaling_target",
                "service_namespace": "aws_appautoscaling_target",
            },
            free="name",
            accepts={
                f"target_tracking_scaling_policy_configuration.{name}": between(low, high)
                for name, low, high in (
                    ("target_value", 1, 100),
                    ("scale_in_cooldown", 0, 3600),
                    ("scale_out_cooldown", 0, 3600),
                )
            },
        ),
        deletion=Deletion(
            INTERRUPTS,
            "The number of tasks no longer follows this load.",
            meanwhile="for a moment the number of tasks does not follow the load.",
        ),
        charge=notices_charges.scaling_policy,
        discovery=FoundBy(application.scaling_policy),
        picture=PartOf("resource_id"),
        actions=application_autoscaling_actions.POLICY,
        stack="deployment",
        required=True,
        drift=Drift(by_itself={"alarm_arns": "Application Auto Scaling recreates its alarms"}),
    ),
    KnownType(
        name="aws_appautoscaling_scheduled_action", charge=Free("Application Auto Scaling is free.")
    ),
    ResourceType(
        name="aws_appautoscaling_target",
        arguments=Arguments(
            needed="max_capacity min_capacity resource_id scalable_dimension service_namespace",
            from_settings="max_capacity min_capacity",
        ),
        deletion=Deletion(INTERRUPTS, "The number of tasks no longer follows the load."),
        charge=Free("Application Auto Scaling is free; tasks are charged at the service."),
        discovery=FoundBy(application.scaling_target),
        picture=PartOf("resource_id"),
        actions=application_autoscaling_actions.TARGET,
        stack="deployment",
        required=True,
        rules=(
            *(
                Rule(name, became(0), UNREVIEWED, "No task may run: OpenEMR is switched off.")
                for name in ("max_capacity", "min_capacity")
            ),
            Rule(
                "max_capacity",
                lowered,
                INTERRUPTS,
                "At most {after} instead of {before} tasks run.",
            ),
            Rule(
                "min_capacity",
                lowered,
                INTERRUPTS,
                "At least {after} instead of {before} tasks run.",
            ),
        ),
    ),
)

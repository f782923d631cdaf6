"""Autoscaling: between the two capacities, by the busier of CPU and memory."""

from tests.unit.stacks.components.bench import whole

SETTINGS = {
    "openemr_service_fargate_minimum_capacity": 3,
    "openemr_service_fargate_maximum_capacity": 7,
    "openemr_service_fargate_cpu_autoscaling_percentage": 55,
    "openemr_service_fargate_memory_autoscaling_percentage": 65,
    "application": {"scale_in_cooldown_seconds": 600, "scale_out_cooldown_seconds": 30},
}


def test_tasks_stay_between_the_two_capacities():
    target = whole(**SETTINGS).one("aws_appautoscaling_target")
    assert (target["min_capacity"], target["max_capacity"]) == (3, 7)
    assert target["scalable_dimension"] == "ecs:service:DesiredCount"


def test_cpu_and_memory_each_have_their_target():
    stack = whole(**SETTINGS)
    found = {}
    for policy in stack.resources("aws_appautoscaling_policy").values():
        tracking = policy["target_tracking_scaling_policy_configuration"]
        assert (tracking["scale_in_cooldown"], tracking["scale_out_cooldown"]) == (600, 30)
        metric = tracking["predefined_metric_specification"]["predefined_metric_type"]
        found[metric] = tracking["target_value"]
    assert found == {
        "ECSServiceAverageCPUUtilization": 55,
        "ECSServiceAverageMemoryUtilization": 65,
    }

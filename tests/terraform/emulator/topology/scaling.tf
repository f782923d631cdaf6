resource "aws_appautoscaling_target" "main" {
  min_capacity       = 2
  max_capacity       = 100 * var.revision
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.main.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_policy" "utilization" {
  for_each = {
    cpu    = { metric = "ECSServiceAverageCPUUtilization", target = 60 + var.revision }
    memory = { metric = "ECSServiceAverageMemoryUtilization", target = 75 }
  }
  name               = each.key
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.main.resource_id
  scalable_dimension = aws_appautoscaling_target.main.scalable_dimension
  service_namespace  = aws_appautoscaling_target.main.service_namespace
  target_tracking_scaling_policy_configuration {
    predefined_metric_specification { predefined_metric_type = each.value.metric }
    target_value       = each.value.target
    scale_in_cooldown  = 300
    scale_out_cooldown = 60
  }
}

resource "aws_appautoscaling_scheduled_action" "night" {
  name               = "night"
  resource_id        = aws_appautoscaling_target.main.resource_id
  scalable_dimension = aws_appautoscaling_target.main.scalable_dimension
  service_namespace  = aws_appautoscaling_target.main.service_namespace
  schedule           = "cron(0 20 * * ? *)"
  timezone           = "America/Los_Angeles"
  scalable_target_action {
    min_capacity = 2
    max_capacity = 4
  }
}

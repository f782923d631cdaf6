resource "aws_sns_topic" "alarms" {
  name              = "openemr-alarms"
  display_name      = "OpenEMR alarms & events ${var.revision}"
  kms_master_key_id = aws_kms_key.data.id
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Alarms", Effect = "Allow", Action = "sns:Publish", Resource = aws_sns_topic.alarms.arn,
      Principal = { Service = ["cloudwatch.amazonaws.com", "events.amazonaws.com", "backup.amazonaws.com"] },
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = "oncall@clinic.example"
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "openemr-cpu"
  alarm_description   = "CPU of the service > 90 % & rising"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  metric_name         = "CPUUtilization"
  namespace           = "AWS/ECS"
  period              = 60
  statistic           = "Average"
  threshold           = 90 + var.revision
  treat_missing_data  = "breaching"
  dimensions          = { ClusterName = "openemr", ServiceName = "openemr" }
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name                            = "openemr-latency"
  comparison_operator                   = "GreaterThanThreshold"
  evaluation_periods                    = 1
  metric_name                           = "TargetResponseTime"
  namespace                             = "AWS/ApplicationELB"
  period                                = 300
  extended_statistic                    = "p99"
  evaluate_low_sample_count_percentiles = "ignore"
  threshold                             = 2.5
  dimensions                            = { LoadBalancer = aws_lb.front_door.arn_suffix }
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "openemr-error-rate"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  threshold           = 5 * var.revision
  metric_query {
    id          = "rate"
    expression  = "100 * errors / requests"
    label       = "Error rate"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { errors = "HTTPCode_Target_5XX_Count", requests = "RequestCount" }
    content {
      id = metric_query.key
      metric {
        metric_name = metric_query.value
        namespace   = "AWS/ApplicationELB"
        period      = 60
        stat        = "Sum"
        dimensions  = { LoadBalancer = aws_lb.front_door.arn_suffix }
      }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "unhealthy" {
  alarm_name    = "openemr-unhealthy"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.cpu.alarm_name}) OR ALARM(${aws_cloudwatch_metric_alarm.errors.alarm_name})"
  alarm_actions = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_dashboard" "main" {
  dashboard_name = "openemr"
  dashboard_body = jsonencode({ widgets = [] })
}

resource "aws_cloudwatch_log_metric_filter" "failed_login" {
  name           = "failed-login"
  log_group_name = aws_cloudwatch_log_group.role["application"].name
  pattern        = "\"failed login\""
  metric_transformation {
    name          = "FailedLogin"
    namespace     = "OpenEMR"
    value         = "1"
    default_value = "0"
  }
}

resource "aws_cloudwatch_event_rule" "task_stopped" {
  name = "openemr-task-stopped"
  event_pattern = jsonencode({
    source        = ["aws.ecs"]
    "detail-type" = ["ECS Task State Change"]
    detail        = { lastStatus = ["STOPPED"] }
  })
}

resource "aws_cloudwatch_event_target" "task_stopped" {
  rule = aws_cloudwatch_event_rule.task_stopped.name
  arn  = aws_sns_topic.alarms.arn
  input_transformer {
    input_paths    = { reason = "$.detail.stoppedReason" }
    input_template = "\"A task stopped: <reason>\""
  }
}

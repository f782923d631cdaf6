data "aws_iam_policy_document" "task_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "task" {
  name               = "openemr-task"
  description        = "OpenEMR task & sidecars"
  assume_role_policy = data.aws_iam_policy_document.task_trust.json
}

resource "aws_iam_role" "execution" {
  name                 = "openemr-execution"
  assume_role_policy   = data.aws_iam_policy_document.task_trust.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "execution" {
  name = "secrets"
  role = aws_iam_role.execution.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "secretsmanager:GetSecretValue", Resource = [for secret in aws_secretsmanager_secret.role : secret.arn] },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.data.arn },
    ]
  })
}

resource "aws_iam_policy" "task" {
  name = "openemr-task"
  path = "/openemr/"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = slice(["ssmmessages:CreateControlChannel", "ssmmessages:OpenDataChannel"], 0, var.revision), Resource = "*" }]
  })
}

resource "aws_iam_role_policy_attachment" "task" {
  role       = aws_iam_role.task.name
  policy_arn = aws_iam_policy.task.arn
}

resource "aws_ecs_cluster" "main" {
  name = "openemr"
  setting {
    name  = "containerInsights"
    value = "enhanced"
  }
  configuration {
    managed_storage_configuration {
      fargate_ephemeral_storage_kms_key_id = aws_kms_key.data.id
    }
    execute_command_configuration {
      kms_key_id = aws_kms_key.data.arn
      logging    = "OVERRIDE"
      log_configuration {
        cloud_watch_log_group_name     = aws_cloudwatch_log_group.role["exec"].name
        cloud_watch_encryption_enabled = true
      }
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }
}

resource "aws_ecs_task_definition" "main" {
  family                   = "openemr"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 1024
  memory                   = 2048
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  enable_fault_injection   = false
  track_latest             = false
  runtime_platform {
    cpu_architecture        = "X86_64"
    operating_system_family = "LINUX"
  }
  ephemeral_storage { size_in_gib = 30 }
  container_definitions = templatefile("${path.module}/containers.json.tftpl", {
    log_group = aws_cloudwatch_log_group.role["application"].name
    region    = local.region
    password  = "${aws_rds_cluster.main.master_user_secret[0].secret_arn}:password::"
    parameter = aws_ssm_parameter.plain.arn
    revision  = var.revision
  })
  volume {
    name = "sites"
    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.sites.id
      transit_encryption = "ENABLED"
      authorization_config {
        access_point_id = aws_efs_access_point.sites.id
        iam             = "ENABLED"
      }
    }
  }
  volume { name = "scratch" }
}

resource "aws_ecs_service" "main" {
  name                               = "openemr"
  cluster                            = aws_ecs_cluster.main.id
  task_definition                    = aws_ecs_task_definition.main.arn
  desired_count                      = 2
  launch_type                        = "FARGATE"
  platform_version                   = "1.4.0"
  enable_execute_command             = true
  enable_ecs_managed_tags            = true
  propagate_tags                     = "SERVICE"
  health_check_grace_period_seconds  = 600 * var.revision
  deployment_maximum_percent         = 200
  deployment_minimum_healthy_percent = 100
  availability_zone_rebalancing      = "ENABLED"
  network_configuration {
    subnets          = aws_subnet.private[*].id
    security_groups  = [aws_security_group.role["application"].id]
    assign_public_ip = false
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.application.arn
    container_name   = "openemr"
    container_port   = 443
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  alarms {
    enable      = true
    rollback    = true
    alarm_names = [aws_cloudwatch_metric_alarm.cpu.alarm_name]
  }
  depends_on = [aws_lb_listener_rule.application, aws_efs_mount_target.sites]
  lifecycle { ignore_changes = [desired_count] }
}

resource "aws_backup_vault" "main" {
  name          = "openemr"
  kms_key_arn   = aws_kms_key.data.arn
  force_destroy = true
}

resource "aws_backup_vault_lock_configuration" "main" {
  backup_vault_name  = aws_backup_vault.main.name
  min_retention_days = 7
  max_retention_days = 2555 + var.revision
}

resource "aws_backup_vault_policy" "main" {
  backup_vault_name = aws_backup_vault.main.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "KeepRecoveryPoints", Effect = "Deny", Principal = { AWS = "*" },
      Action   = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
      Resource = "*"
    }]
  })
}

resource "aws_backup_vault_notifications" "main" {
  backup_vault_name   = aws_backup_vault.main.name
  sns_topic_arn       = aws_sns_topic.alarms.arn
  backup_vault_events = slice(["BACKUP_JOB_FAILED", "RESTORE_JOB_COMPLETED"], 0, var.revision)
}

resource "aws_backup_plan" "main" {
  name = "openemr"
  rule {
    rule_name                    = "daily"
    target_vault_name            = aws_backup_vault.main.name
    schedule                     = "cron(0 5 ? * * *)"
    schedule_expression_timezone = "Etc/UTC"
    start_window                 = 60
    completion_window            = 180 * var.revision
    enable_continuous_backup     = true
    lifecycle { delete_after = 35 }
  }
  rule {
    rule_name         = "monthly"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 6 1 * ? *)"
    lifecycle {
      cold_storage_after                        = 30
      delete_after                              = 365
      opt_in_to_archive_for_supported_resources = true
    }
  }
  rule {
    rule_name           = "yearly"
    target_vault_name   = aws_backup_vault.main.name
    schedule            = "cron(0 7 1 1 ? *)"
    recovery_point_tags = { kept = "yearly" }
    lifecycle {
      cold_storage_after = 90
      delete_after       = 2555
    }
  }
  advanced_backup_setting {
    resource_type  = "EC2"
    backup_options = { WindowsVSS = "enabled" }
  }
}

data "aws_iam_policy_document" "backup_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "backup" {
  name               = "openemr-backup"
  assume_role_policy = data.aws_iam_policy_document.backup_trust.json
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each   = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])
  role       = aws_iam_role.backup.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/${each.key}"
}

resource "aws_backup_selection" "main" {
  name         = "openemr"
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [aws_rds_cluster.main.arn, aws_efs_file_system.sites.arn]
  depends_on   = [aws_iam_role_policy_attachment.backup]
}

ephemeral "aws_secretsmanager_random_password" "generated" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "role" {
  for_each                = toset(["administrator", "valkey"])
  name                    = "openemr/${each.key}"
  description             = "OpenEMR & ${each.key} ${var.revision}"
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "role" {
  for_each  = aws_secretsmanager_secret.role
  secret_id = each.value.id
  secret_string_wo = jsonencode({
    username = each.key
    password = ephemeral.aws_secretsmanager_random_password.generated.random_password
  })
  secret_string_wo_version = var.revision
}

resource "aws_secretsmanager_secret_policy" "administrator" {
  secret_arn = aws_secretsmanager_secret.role["administrator"].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OwnAccount", Effect = "Deny", Principal = "*",
      Action    = "secretsmanager:GetSecretValue", Resource = "*",
      Condition = { StringNotEquals = { "aws:PrincipalAccount" = local.account } }
    }]
  })
}

resource "aws_ssm_parameter" "plain" {
  name        = "/openemr/swarm_mode"
  description = "Written by the leader task"
  type        = "String"
  value       = "yes ${var.revision}"
}

resource "aws_ssm_parameter" "encrypted" {
  name   = "/openemr/encrypted"
  type   = "SecureString"
  key_id = aws_kms_key.data.arn
  value  = "not a secret"
  tier   = "Standard"
}

# RDS owns this secret and rotates it by itself; only the interval is ours.
resource "aws_secretsmanager_secret_rotation" "database" {
  secret_id          = aws_rds_cluster.main.master_user_secret[0].secret_arn
  rotate_immediately = false
  rotation_rules { automatically_after_days = 30 * var.revision }
}

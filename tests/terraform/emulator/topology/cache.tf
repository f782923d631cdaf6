# The password reaches ElastiCache without passing through Terraform: aws_elasticache_user of
# provider 5.100 has no write-only password.
resource "aws_cloudformation_stack" "cache_user" {
  name = "openemr-cache-user"
  template_body = jsonencode({
    AWSTemplateFormatVersion = "2010-09-09"
    Resources = {
      User = {
        Type = "AWS::ElastiCache::User"
        Properties = {
          UserId       = "openemr-application"
          UserName     = "openemr"
          Engine       = "valkey"
          AccessString = "on ~* &* +@all -@dangerous ${var.revision == 1 ? "" : "-keys"}"
          Passwords    = ["{{resolve:secretsmanager:${aws_secretsmanager_secret.role["valkey"].arn}:SecretString:password}}"]
        }
      }
    }
    Outputs = {
      UserId  = { Value = { Ref = "User" } }
      UserArn = { Value = { "Fn::GetAtt" = ["User", "Arn"] } }
    }
  })
  depends_on = [aws_secretsmanager_secret_version.role]
}

resource "aws_elasticache_user" "iam" {
  user_id       = "openemr-iam"
  user_name     = "openemr-iam"
  engine        = "valkey"
  access_string = "on ~* &* +@read ${var.revision == 1 ? "" : "+ping"}"
  authentication_mode { type = "iam" }
}

resource "aws_elasticache_user_group" "application" {
  user_group_id = "openemr"
  engine        = "valkey"
  user_ids = [
    aws_cloudformation_stack.cache_user.outputs["UserId"],
    aws_elasticache_user.iam.user_id,
  ]
}

resource "aws_elasticache_serverless_cache" "sessions" {
  name                     = "openemr"
  description              = "PHP sessions & more"
  engine                   = "valkey"
  major_engine_version     = "8"
  kms_key_id               = aws_kms_key.data.arn
  subnet_ids               = aws_subnet.private[*].id
  security_group_ids       = [aws_security_group.role["cache"].id]
  user_group_id            = aws_elasticache_user_group.application.user_group_id
  snapshot_retention_limit = 1
  daily_snapshot_time      = "03:00"
  cache_usage_limits {
    data_storage {
      minimum = 1
      maximum = 5
      unit    = "GB"
    }
    ecpu_per_second {
      minimum = 1000 * var.revision
      maximum = 5000
    }
  }
}

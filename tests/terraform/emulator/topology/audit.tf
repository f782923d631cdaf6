resource "aws_cloudwatch_log_group" "role" {
  for_each          = toset(["application", "exec", "flow", "trail", "database"])
  name              = "/openemr/${each.key}"
  retention_in_days = var.revision == 1 ? 365 : 731
  log_group_class   = "STANDARD"
  kms_key_id        = aws_kms_key.data.arn
}

data "aws_iam_policy_document" "trail_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "trail" {
  name               = "openemr-trail"
  assume_role_policy = data.aws_iam_policy_document.trail_trust.json
}

resource "aws_iam_role_policy" "trail" {
  name = "logs"
  role = aws_iam_role.trail.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow", Action = ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource = "${aws_cloudwatch_log_group.role["trail"].arn}:*"
    }]
  })
}

resource "aws_cloudtrail" "main" {
  name                          = "openemr"
  s3_bucket_name                = aws_s3_bucket.logs.id
  s3_key_prefix                 = "trail"
  kms_key_id                    = aws_kms_key.data.arn
  enable_log_file_validation    = true
  is_multi_region_trail         = var.revision == 1
  include_global_service_events = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.role["trail"].arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn
  advanced_event_selector {
    name = "Management events"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }
  advanced_event_selector {
    name = "Objects of the documents bucket"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field       = "resources.ARN"
      starts_with = ["${aws_s3_bucket.documents.arn}/"]
    }
  }
  depends_on = [aws_s3_bucket_policy.logs, aws_iam_role_policy.trail]
}

resource "aws_efs_file_system" "sites" {
  creation_token   = "openemr-sites"
  encrypted        = true
  kms_key_id       = aws_kms_key.data.arn
  performance_mode = "generalPurpose"
  throughput_mode  = "elastic"
  lifecycle_policy { transition_to_ia = var.revision == 1 ? "AFTER_30_DAYS" : "AFTER_14_DAYS" }
  lifecycle_policy { transition_to_archive = "AFTER_90_DAYS" }
  lifecycle_policy { transition_to_primary_storage_class = "AFTER_1_ACCESS" }
}

resource "aws_efs_mount_target" "sites" {
  count           = 2
  file_system_id  = aws_efs_file_system.sites.id
  subnet_id       = aws_subnet.private[count.index].id
  security_groups = [aws_security_group.role["files"].id]
}

resource "aws_efs_access_point" "sites" {
  file_system_id = aws_efs_file_system.sites.id
  posix_user {
    uid = 1000
    gid = 1000
  }
  root_directory {
    path = "/sites"
    creation_info {
      owner_uid   = 1000
      owner_gid   = 1000
      permissions = "0750"
    }
  }
}

resource "aws_efs_access_point" "plain" {
  file_system_id = aws_efs_file_system.sites.id
}

resource "aws_efs_backup_policy" "sites" {
  file_system_id = aws_efs_file_system.sites.id
  backup_policy { status = "ENABLED" }
}

resource "aws_efs_file_system_policy" "sites" {
  file_system_id = aws_efs_file_system.sites.id
  policy         = data.aws_iam_policy_document.files.json
}

data "aws_iam_policy_document" "files" {
  policy_id = "openemr-sites-${var.revision}"
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_efs_file_system.sites.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
  statement {
    sid       = "Application"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.sites.arn]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.task.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "elasticfilesystem:AccessPointArn"
      values   = [aws_efs_access_point.sites.arn]
    }
  }
}

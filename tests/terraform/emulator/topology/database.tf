resource "aws_db_subnet_group" "main" {
  name       = "openemr"
  subnet_ids = aws_subnet.private[*].id
}

resource "aws_rds_cluster_parameter_group" "main" {
  name        = "openemr"
  family      = "aurora-mysql8.0"
  description = "OpenEMR & Aurora"
  dynamic "parameter" {
    for_each = {
      require_secure_transport = "ON"
      server_audit_logging     = "1"
      server_audit_events      = "CONNECT,QUERY_DCL,QUERY_DDL"
      slow_query_log           = "1"
      long_query_time          = tostring(5 * var.revision)
      tls_version              = "TLSv1.2,TLSv1.3"
    }
    content {
      name         = parameter.key
      value        = parameter.value
      apply_method = "immediate"
    }
  }
  parameter {
    name         = "binlog_format"
    value        = "ROW"
    apply_method = "pending-reboot"
  }
}

resource "aws_db_parameter_group" "main" {
  name   = "openemr-instance"
  family = "aurora-mysql8.0"
  parameter {
    name  = "max_allowed_packet"
    value = "67108864"
  }
}

data "aws_iam_policy_document" "monitoring_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  name               = "openemr-rds-monitoring"
  assume_role_policy = data.aws_iam_policy_document.monitoring_trust.json
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_rds_cluster" "main" {
  cluster_identifier                    = "openemr"
  engine                                = "aurora-mysql"
  engine_version                        = "8.0.mysql_aurora.3.08.2"
  engine_lifecycle_support              = "open-source-rds-extended-support-disabled"
  database_name                         = "openemr"
  master_username                       = "dbadmin"
  manage_master_user_password           = true
  master_user_secret_kms_key_id         = aws_kms_key.data.arn
  db_subnet_group_name                  = aws_db_subnet_group.main.name
  db_cluster_parameter_group_name       = aws_rds_cluster_parameter_group.main.name
  vpc_security_group_ids                = [aws_security_group.role["database"].id]
  storage_encrypted                     = true
  kms_key_id                            = aws_kms_key.data.arn
  backup_retention_period               = 36 - var.revision
  preferred_backup_window               = "03:00-04:00"
  preferred_maintenance_window          = "sun:05:00-sun:06:00"
  copy_tags_to_snapshot                 = true
  deletion_protection                   = false
  skip_final_snapshot                   = false
  final_snapshot_identifier             = "openemr-final"
  iam_database_authentication_enabled   = true
  enabled_cloudwatch_logs_exports       = slice(["audit", "error", "slowquery"], 0, 4 - var.revision)
  database_insights_mode                = "advanced"
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.data.arn
  performance_insights_retention_period = 465
  allow_major_version_upgrade           = false
  port                                  = 3306
  network_type                          = "IPV4"
  serverlessv2_scaling_configuration {
    min_capacity             = 0
    max_capacity             = 16 * var.revision
    seconds_until_auto_pause = 3600 * var.revision
  }
}

resource "aws_rds_cluster_instance" "main" {
  count                        = 2
  cluster_identifier           = aws_rds_cluster.main.id
  identifier                   = "openemr-${count.index}"
  instance_class               = "db.serverless"
  engine                       = aws_rds_cluster.main.engine
  engine_version               = aws_rds_cluster.main.engine_version
  db_parameter_group_name      = aws_db_parameter_group.main.name
  ca_cert_identifier           = "rds-ca-rsa2048-g1"
  auto_minor_version_upgrade   = true
  copy_tags_to_snapshot        = true
  monitoring_interval          = 60 / var.revision
  monitoring_role_arn          = aws_iam_role.monitoring.arn
  performance_insights_enabled = true
  # The cluster's Database Insights mode sets the key and the retention of its instances.
  performance_insights_kms_key_id       = aws_kms_key.data.arn
  performance_insights_retention_period = 465
  preferred_maintenance_window          = "sun:0${6 + count.index}:00-sun:0${6 + count.index}:30"
  promotion_tier                        = count.index
  publicly_accessible                   = false
}

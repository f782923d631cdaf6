"""A configuration with every type of resource that is charged, for questions about all of them."""

from typing import Any

from tests.unit.scripts.pricing.bench import DATABASE, SERVICE, altered

_BUCKET = "${aws_s3_bucket.logs.id}"

EVERYTHING: dict[str, dict[str, Any]] = {
    **altered(
        SERVICE,
        "aws_ecs_service",
        "tasks",
        cluster="${aws_ecs_cluster.c.arn}",
        network_configuration={"assign_public_ip": True},
    ),
    **altered(
        altered(
            DATABASE,
            "aws_rds_cluster_instance",
            "far",
            instance_class="db.serverless",
            cluster_identifier="${aws_rds_cluster.db.id}",
            promotion_tier=2,
            monitoring_interval=60,
        ),
        "aws_rds_cluster",
        "db",
        serverlessv2_scaling_configuration={"min_capacity": 0, "max_capacity": 16},
        database_insights_mode="advanced",
        manage_master_user_password=True,
    ),
    "aws_ecs_cluster": {"c": {"setting": [{"name": "containerInsights", "value": "enhanced"}]}},
    "aws_lambda_function": {"f": {"memory_size": 256, "architectures": ["arm64"]}},
    "aws_elasticache_serverless_cache": {
        "c": {
            "engine": "valkey",
            "snapshot_retention_limit": 2,
            "cache_usage_limits": [{"data_storage": [{"maximum": 5}]}],
        }
    },
    "aws_efs_file_system": {
        "f": {
            "throughput_mode": "elastic",
            "lifecycle_policy": [{"transition_to_ia": "AFTER_30_DAYS"}],
        }
    },
    "aws_s3_bucket": {"logs": {}},
    "aws_s3_bucket_notification": {"logs": {"bucket": _BUCKET, "eventbridge": True}},
    "aws_dynamodb_table": {
        "t": {"billing_mode": "PAY_PER_REQUEST", "point_in_time_recovery": {"enabled": True}}
    },
    "aws_ecr_repository": {"r": {}},
    "aws_backup_vault": {"v": {}},
    "aws_backup_plan": {
        "p": {
            "rule": [
                {
                    "target_vault_name": "${aws_backup_vault.v.name}",
                    "schedule": "cron(0 5 1 * ? *)",
                    "lifecycle": {"cold_storage_after": 90, "delete_after": 2555},
                }
            ]
        }
    },
    "aws_backup_selection": {
        "s": {
            "plan_id": "${aws_backup_plan.p.id}",
            "resources": ["${aws_rds_cluster.db.arn}", "${aws_efs_file_system.f.arn}"],
        }
    },
    "aws_kms_key": {"k": {"enable_key_rotation": True}},
    "aws_secretsmanager_secret": {"s": {}},
    "aws_cloudtrail": {"t": {"event_selector": [{"data_resource": [{"type": "AWS::S3::Object"}]}]}},
    "aws_cloudwatch_log_group": {
        name: {"name": path}
        for name, path in {
            "application": "/openemr/x/application",
            "flow": "/openemr/x/flowlogs",
            "trail": "/openemr/x/trail",
            "exec": "/openemr/x/execsessions",
            "audit": "/aws/rds/cluster/x/audit",
            "error": "/aws/rds/cluster/x/error",
            "firewall": "aws-waf-logs-x",
            "other": "/somebody/else",
        }.items()
    },
    "aws_cloudwatch_log_metric_filter": {"f": {}},
    "aws_cloudwatch_metric_alarm": {"a": {"period": 300}},
    "aws_cloudwatch_composite_alarm": {"a": {}},
    "aws_cloudwatch_dashboard": {"d": {}},
    "aws_appautoscaling_policy": {"p": {"policy_type": "TargetTrackingScaling"}},
    "aws_sns_topic": {"t": {}},
    "aws_lb": {"b": {"subnets": ["${aws_subnet.a.id}", "${aws_subnet.b.id}"]}},
    "aws_nat_gateway": {"n": {}},
    "aws_eip": {"n": {}},
    "aws_vpc_endpoint": {
        "e": {"vpc_endpoint_type": "Interface", "subnet_ids": ["${aws_subnet.a.id}"]}
    },
    "aws_wafv2_web_acl": {"w": {"rule": [{"name": "a"}]}},
    "aws_route53_zone": {"z": {}},
    "aws_flow_log": {"f": {}},
}

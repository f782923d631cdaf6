"""Cases of policies about data, backups and evidence."""

import json
from collections.abc import Iterable
from typing import Any

from scripts.commands.scan.policies.alarms import EVENTS, METRICS, WATCHED
from scripts.commands.scan.policies.database_and_cache import AUDITED
from scripts.resources import made as made_types
from tests.unit.scripts.commands.scan.policy_cases import (
    KEY,
    Cases,
    Resources,
    allowing,
    document,
    one,
)

CACHE = {
    "kms_key_id": KEY,
    "security_group_ids": ["sg"],
    "subnet_ids": ["a"],
    "user_group_id": "u",
}
LOGS = ["audit", "error", "general", "slowquery"]
VAULT = "${aws_backup_vault.x.name}"
REFUSAL = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": ["backup:DeleteRecoveryPoint"],
    "Resource": "*",
}
FILES: Resources = {"aws_efs_file_system": {"f": {}}}
KEYS: Resources = {"aws_kms_key": {"k": {}}}
TOPIC: Resources = {"aws_sns_topic": {"t": {}}}
TABLE: Resources = {"aws_dynamodb_table": {"t": {}}}
FLOW = one("aws_flow_log", log_destination="${aws_cloudwatch_log_group.x.arn}")
STORED = one("aws_s3_bucket_logging", target_bucket="${aws_s3_bucket.b.id}")


def _selected(*resources: str) -> Resources:
    return one("aws_backup_selection", plan_id="${aws_backup_plan.p.id}", resources=list(resources))


def _database(**changed: str) -> Resources:
    values = {
        "require_secure_transport": "ON",
        "server_audit_logging": "1",
        "server_audit_logs_upload": "1",
        "slow_query_log": "1",
        "server_audit_events": ",".join(sorted(AUDITED)),
        "tls_version": "TLSv1.2,TLSv1.3",
    } | changed
    parameters = [{"name": name, "value": value} for name, value in values.items()]
    return {
        "aws_rds_cluster": {
            "x": {"db_cluster_parameter_group_name": "${aws_rds_cluster_parameter_group.g.name}"}
        },
        "aws_rds_cluster_parameter_group": {"g": {"parameter": parameters}},
    }


def _trail(bucket: str) -> Resources:
    """A trail that records the objects of one bucket."""
    management = [{"field": "eventCategory", "equals": ["Management"]}]
    data = [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "starts_with": [f"${{aws_s3_bucket.{bucket}.arn}}/"]},
    ]
    selectors = [{"field_selector": fields} for fields in (management, data)]
    return one("aws_cloudtrail", advanced_event_selector=selectors) | {"aws_s3_bucket": {"b": {}}}


def _key_of(service: str) -> Resources:
    """A log group, and its key, which admits one service."""
    admitting = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}}
    return {
        "aws_kms_key": {"k": {"policy": document(admitting)}},
        **one("aws_cloudwatch_log_group", kms_key_id=KEY),
    }


def _alarms(*, with_alarms: bool) -> Resources:
    group = "${aws_cloudwatch_log_group.x.name}"
    filters: dict[str, Any] = {}
    alarms: dict[str, Any] = {}
    for number, words in enumerate(WATCHED.values()):
        metric = {"name": f"m{number}", "namespace": "n"}
        filters[f"f{number}"] = {
            "log_group_name": group,
            "pattern": " ".join(words),
            "metric_transformation": metric,
        }
        alarms[f"a{number}"] = {
            "metric_name": metric["name"],
            "namespace": "n",
            "alarm_actions": ["topic"],
        }
    return {
        "aws_cloudtrail": {
            "x": {"cloud_watch_logs_group_arn": "${aws_cloudwatch_log_group.x.arn}:*"}
        },
        "aws_cloudwatch_log_metric_filter": filters,
        "aws_cloudwatch_metric_alarm": alarms if with_alarms else {},
    }


def _watched(metrics: Iterable[tuple[str, str]]) -> Resources:
    alarms = {
        f"a{number}": {"namespace": namespace, "metric_name": name, "alarm_actions": ["topic"]}
        for number, (namespace, name) in enumerate(metrics)
    }
    pattern = json.dumps({"detail-type": sorted(EVENTS)})
    return {
        "aws_cloudwatch_metric_alarm": alarms,
        "aws_cloudwatch_event_rule": {"r": {"event_pattern": pattern}},
        "aws_cloudwatch_event_target": {"t": {"rule": "${aws_cloudwatch_event_rule.r.name}"}},
    }


def _told(state: str) -> Resources:
    """An alarm without action, and a rule that tells of its change to this state."""
    detail = {"alarmName": ["a"], "state": {"value": [state]}}
    silent = {"alarm_name": "a", "metric_name": "m", "insufficient_data_actions": ["t"]}
    return {
        "aws_cloudwatch_metric_alarm": {"silent": silent},
        "aws_cloudwatch_event_rule": {
            "r": {"event_pattern": json.dumps({"detail": detail})},
            "of_backups": {"event_pattern": json.dumps({"detail": {"state": ["FAILED"]}})},
        },
        "aws_cloudwatch_event_target": {
            each: {"rule": f"${{aws_cloudwatch_event_rule.{each}.name}}"}
            for each in ("r", "of_backups")
        },
    }


def _locked(*, locked: bool) -> Resources:
    trail = one("aws_cloudtrail", s3_bucket_name="${aws_s3_bucket.b.id}")
    lock = {"bucket": "${aws_s3_bucket.b.id}", "rule": {"default_retention": {"days": 2557}}}
    bucket = {"aws_s3_bucket": {"b": {"object_lock_enabled": True}}}
    return (
        trail | bucket | (one("aws_s3_bucket_object_lock_configuration", **lock) if locked else {})
    )


def _backup(days: int) -> Resources:
    rule = {"schedule": "cron(0 5 * * ? *)", "lifecycle": {"delete_after": days}}
    return {
        "aws_backup_plan": {"x": {"rule": [rule]}},
        "aws_backup_vault": {"x": {}},
        "aws_backup_vault_lock_configuration": {
            "x": {"backup_vault_name": VAULT, "min_retention_days": 35}
        },
        "aws_backup_vault_policy": {"x": {"backup_vault_name": VAULT, "policy": document(REFUSAL)}},
    }


def _everything() -> Resources:
    made: Resources = {each.name: {"x": {}} for each in made_types() if each.required}
    for protecting in ("aws_default_security_group", "aws_flow_log"):
        made[protecting] = {"x": {"vpc_id": "${aws_vpc.x.id}"}}
    made["aws_lb_listener"] = {"x": {"arn": "${aws_lb_target_group.x.arn}"}}
    made["aws_secretsmanager_secret_version"] = {
        "x": {"secret_id": "${aws_secretsmanager_secret.x.id}"}
    }
    made["aws_wafv2_web_acl_association"] = {"x": {"resource_arn": "${aws_lb.x.arn}"}}
    return made


def _without(type_: str) -> Resources:
    return {each: named for each, named in _everything().items() if each != type_}


PLAN_OF_VAULT = {
    "rule_name": "daily",
    "schedule": "cron(0 5 * * ? *)",
    "target_vault_name": VAULT,
    "lifecycle": {"delete_after": 200, "cold_storage_after": 90},
}


def _lives(**changed: Any) -> Resources:
    """A rule of a backup plan and a lock that admits its copies."""
    return {
        "aws_backup_plan": {"x": {"rule": [PLAN_OF_VAULT | changed]}},
        "aws_backup_vault_lock_configuration": {
            "x": {"backup_vault_name": VAULT, "min_retention_days": 35, "max_retention_days": 365}
        },
    }


ALARM = {
    "namespace": "AWS/ECS",
    "metric_name": "CPUUtilization",
    "dimensions": {
        "ClusterName": "${aws_ecs_cluster.c.name}",
        "ServiceName": "${aws_ecs_service.s.name}",
    },
    "statistic": "Average",
    "period": 300,
    "evaluation_periods": 3,
    "datapoints_to_alarm": 3,
    "comparison_operator": "GreaterThanThreshold",
    "threshold": 85,
}
PUBLISHER = {"Principal": {"Service": "cloudwatch.amazonaws.com"}, "Resource": "*"}


def _heard(*actions: str) -> Resources:
    return {
        "aws_sns_topic": {"t": {"name": "alarms", "kms_master_key_id": KEY}},
        "aws_sns_topic_policy": {
            "p": {
                "arn": "${aws_sns_topic.t.arn}",
                "policy": allowing(Action="sns:Publish", **PUBLISHER),
            }
        },
        "aws_kms_key": {"k": {"policy": allowing(Action=list(actions), **PUBLISHER)}},
        "aws_cloudwatch_metric_alarm": {"a": {"alarm_actions": ["${aws_sns_topic.t.arn}"]}},
        "aws_sns_topic_subscription": {"s": {"topic_arn": "${aws_sns_topic.t.arn}"}},
    }


CASES: Cases = {
    "OEMR_61": (_lives(), _lives(lifecycle={"delete_after": 400})),
    "OEMR_63": (
        one("aws_cloudwatch_metric_alarm", **ALARM),
        one("aws_cloudwatch_metric_alarm", **ALARM | {"threshold": 100}),
    ),
    "OEMR_64": (_heard("kms:Decrypt", "kms:GenerateDataKey*"), _heard("kms:Decrypt")),
    "OEMR_2": (
        _told("ALARM"),
        _told("OK"),
    ),
    "OEMR_3": (
        one("aws_elasticache_serverless_cache", **CACHE, snapshot_retention_limit=15),
        one("aws_elasticache_serverless_cache", **CACHE, snapshot_retention_limit=14),
    ),
    "OEMR_4": (
        one("aws_rds_cluster", enabled_cloudwatch_logs_exports=LOGS),
        one("aws_rds_cluster", enabled_cloudwatch_logs_exports=LOGS[:3]),
    ),
    "OEMR_13": (FILES | _selected("${aws_efs_file_system.f.arn}"), FILES),
    "OEMR_14": (
        TOPIC | one("aws_sns_topic_policy", arn="${aws_sns_topic.t.arn}"),
        TOPIC,
    ),
    "OEMR_15": (_database(), _database(require_secure_transport="OFF")),
    "OEMR_16": (TABLE | _selected("${aws_dynamodb_table.t.arn}"), TABLE | _selected()),
    "OEMR_18": (one("aws_rds_cluster", port=3307), one("aws_rds_cluster", port=3306)),
    "OEMR_21": (_trail("b"), _trail("other")),
    "OEMR_22": (_alarms(with_alarms=True), _alarms(with_alarms=False)),
    "OEMR_23": (_locked(locked=True), _locked(locked=False)),
    "OEMR_29": (_backup(35), _backup(34)),
    "OEMR_30": (
        KEYS | one("aws_sns_topic", kms_master_key_id=KEY),
        one("aws_sns_topic", kms_master_key_id="alias/aws/sns"),
    ),
    "OEMR_31": (
        FLOW | one("aws_cloudwatch_log_group", retention_in_days=2192),
        FLOW | one("aws_cloudwatch_log_group", retention_in_days=1827),
    ),
    "OEMR_33": (
        one("aws_efs_file_system", lifecycle={"prevent_destroy": True}),
        one("aws_efs_file_system"),
    ),
    "OEMR_38": (
        STORED
        | one(
            "aws_s3_bucket_lifecycle_configuration",
            bucket="${aws_s3_bucket.b.id}",
            rule=[{"expiration": [{"days": 2192}]}],
        ),
        STORED
        | one(
            "aws_s3_bucket_lifecycle_configuration",
            bucket="${aws_s3_bucket.b.id}",
            rule=[{"expiration": {"days": 365}}],
        ),
    ),
    "OEMR_47": (
        KEYS | one("aws_sns_topic", kms_master_key_id=KEY),
        one("aws_sns_topic", kms_master_key_id=KEY),
    ),
    "OEMR_49": (
        one("aws_kms_alias", name="alias/x", target_key_id="k"),
        one("aws_kms_alias", name="alias/x"),
    ),
    "OEMR_50": (
        one("aws_kms_alias", name="alias/x", target_key_id="k"),
        one("aws_kms_alias", name="alias/x", target_key_id="k", count=0),
    ),
    "OEMR_51": (
        KEYS | one("aws_kms_alias", name="alias/x", target_key_id="${aws_kms_key.k.key_id}"),
        KEYS | one("aws_kms_alias", name="alias/x", target_key_id="alias/aws/s3"),
    ),
    "OEMR_55": (_key_of("logs.us-west-2"), _key_of("sns")),
    "OEMR_56": (
        one("aws_elasticache_user_group", engine="valkey"),
        one("aws_elasticache_user_group", engine="redis"),
    ),
    "OEMR_48": (
        _watched(METRICS),
        _watched(sorted(METRICS)[1:]),
    ),
    "OEMR_41": (_everything(), _without("aws_flow_log")),
}

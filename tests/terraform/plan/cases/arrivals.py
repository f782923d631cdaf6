"""Plans by which something arrives beside a deployment: created, imported, moved or left behind."""

import json
from typing import Any

from tests.terraform.plan.case import LOWERS, OPENS, UNREVIEWED, Case, passed, stopped
from tests.terraform.plan.edits import Document, Edit, Of, create, entry, exists, forget

TOPIC = Of("aws_sns_topic.notifications_alarms_topic", "arn")
BALANCER = Of("aws_lb.front_door_load_balancer", "arn")
SUBSCRIPTION = "aws_sns_topic_subscription.notifications_alarms_more"
ROUTE, TABLE = "aws_route.network_private_1_other", Of("aws_route_table.network_private_1_table")
LISTENER, TARGET = "aws_lb_listener.front_door_other", "aws_cloudwatch_event_target.monitoring_more"
PASSWORD = "aws_secretsmanager_secret_version.application_administrator_other"
TASK = "aws_ecs_task_definition.application_task_definition"
ALARM, LOG = "aws_cloudwatch_metric_alarm.monitoring_x", "aws_cloudwatch_log_group.database_x"
BUCKET, OWN = "aws_s3_bucket.somebody", "aws_s3_bucket.audit_trail_store_bucket"
SECRET = "aws_secretsmanager_secret.application_administrator_secret"
FOREIGN_TOPIC = "arn:aws:sns:us-west-2:123456789012:x"
_REDIRECT = [
    {"type": "redirect", "redirect": [{"host": "evil.example", "status_code": "HTTP_302"}]}
]


def _with(address: str, **parts: Any) -> Edit:
    """Parts of a change beside its values."""

    def edit(document: Document) -> None:
        found = entry(document, address)
        for name, value in parts.items():
            (found["change"] if name in ("importing", "actions") else found)[name] = value

    return edit


def _written(address: str, **expressions: Any) -> Edit:
    """The arguments that the configuration gives, of which a plan knows some only later."""

    def edit(document: Document) -> None:
        resources = document["configuration"]["root_module"]["resources"]
        resources.append({"address": address, "mode": "managed", "expressions": expressions})

    return edit


def _one(name: str, *edits: Edit, at: str, kind: str = UNREVIEWED, says: str = "") -> Case:
    return stopped(name, *edits, stops={at: kind}, says=says)


STOPPED: tuple[Case, ...] = (
    _one(
        "alarms into a program",
        create(SUBSCRIPTION, topic_arn=TOPIC, protocol="lambda", endpoint="arn:aws:lambda:x"),
        at=SUBSCRIPTION,
        says="'lambda'",
    ),
    _one(
        "subscribed to a stranger's topic",
        create(SUBSCRIPTION, topic_arn=FOREIGN_TOPIC, protocol="email", endpoint="a@example.org"),
        at=SUBSCRIPTION,
        says="no aws_sns_topic of this plan",
    ),
    _one(
        "events to a stranger",
        create(
            TARGET,
            rule=Of("aws_cloudwatch_event_rule.monitoring_backupjob", "name"),
            arn="arn:aws:events:us-west-2:123456789012:event-bus/x",
        ),
        at=TARGET,
        says="event-bus/x",
    ),
    _one(
        "a route through an interface known later",
        create(ROUTE, unknown=("id", "network_interface_id"), route_table_id=TABLE),
        _written(ROUTE, route_table_id={}, network_interface_id={"references": ["aws_eip.x.id"]}),
        at=ROUTE,
        says="a value known after apply",
    ),
    _one(
        "a listener that leads away",
        create(LISTENER, load_balancer_arn=BALANCER, port=8080, default_action=_REDIRECT),
        at=LISTENER,
        kind=OPENS,
        says="evil.example",
    ),
    _one(
        "a listener with a part that no component gives",
        create(
            LISTENER,
            load_balancer_arn=BALANCER,
            default_action=[{"type": "redirect", "redirect": [{"query": "x"}]}],
        ),
        _written(LISTENER, default_action=[{"redirect": [{"query": {"constant_value": "x"}}]}]),
        at=LISTENER,
        says="never give",
    ),
    _one(
        "another password for a secret in use",
        create(PASSWORD, unknown=("id",), secret_id=Of(SECRET)),
        at=PASSWORD,
        says="It replaces the value",
    ),
    _one(
        "a bucket of somebody imported",
        exists(BUCKET, bucket="x"),
        _with(BUCKET, importing={"id": "x"}),
        at=BUCKET,
        says="No component",
    ),
    _one(
        "a machine imported",
        exists("aws_instance.network_x", ami="x"),
        _with("aws_instance.network_x", importing={"id": "x"}),
        at="aws_instance.network_x",
        says="No stack makes this type",
    ),
    _one(
        "moved to where nobody looks",
        exists(BUCKET, bucket="x"),
        _with(BUCKET, previous_address="aws_s3_bucket.audit_trail_store_other"),
        at=BUCKET,
    ),
    _one(
        "an alarm made anew, the present one left behind",
        exists(ALARM, period=60),
        _with(ALARM, actions=["create", "forget"]),
        at=ALARM,
        kind=LOWERS,
        says="The present one remains",
    ),
    _one(
        "a task definition left behind",
        _with(TASK, actions=["create", "forget"]),
        at=TASK,
        kind=LOWERS,
    ),
    _one("a password forgotten", forget(SECRET), at=SECRET, kind=LOWERS),
    _one(
        "a role for another account",
        create(
            "aws_iam_role.application_x",
            name="x",
            assume_role_policy=json.dumps(
                {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                            "Action": "sts:AssumeRole",
                        }
                    ]
                }
            ),
        ),
        at="aws_iam_role.application_x",
        kind=OPENS,
        says="123456789012",
    ),
    _one(
        "a rule with a key of its own",
        create(
            'aws_vpc_security_group_ingress_rule.database_perimeter_x["a"]',
            security_group_id=Of("aws_security_group.database_perimeter_group"),
            cidr_ipv4="10.0.0.0/8",
            ip_protocol="tcp",
            from_port=3307,
            to_port=3307,
        ),
        at='aws_vpc_security_group_ingress_rule.database_perimeter_x["a"]',
        kind=OPENS,
    ),
)
PASSED: tuple[Case, ...] = (
    passed("the trail's bucket moved", _with(OWN, previous_address="aws_s3_bucket.trail")),
    passed("the trail's bucket imported", _with(OWN, importing={"id": "x"})),
    passed(
        "a further address of a program's owner",
        create(SUBSCRIPTION, topic_arn=TOPIC, protocol="email-json", endpoint="a@example.org"),
    ),
    passed("a further log", create(LOG, like="aws_cloudwatch_log_group.database_error_log")),
)

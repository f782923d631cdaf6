"""Plans that create something beside a deployment that exists."""

import json
from typing import Any

from tests.terraform.plan.case import IRREVERSIBLE, LOWERS, OPENS, UNREVIEWED, Case, passed, stopped
from tests.terraform.plan.edits import Of, create, delete, update

SERVICE = "aws_ecs_service.application_service_tasks"
ALARM = "aws_cloudwatch_metric_alarm.monitoring_no_healthy_tasks"
TABLE, ROUTE = "aws_route_table.network_private_1_table", "aws_route.network_private_1_route"
LOCK = "aws_backup_vault_lock_configuration.backup_vault_lock"
NOT_MADE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("aws_cloudwatch_log_subscription_filter.x", {"log_group_name": "/openemr/clinic/trail"}),
    ("aws_s3_bucket_replication_configuration.x", {"bucket": "openemr-clinic-trail"}),
    ("aws_rds_export_task.x", {"source_arn": "arn:aws:rds:x"}),
    ("aws_db_cluster_snapshot.x", {"db_cluster_identifier": "openemr-clinic-database"}),
    ("aws_lb_target_group_attachment.x", {"target_id": "10.0.0.1"}),
    ("aws_appautoscaling_scheduled_action.x", {"scalable_target_action": [{"max_capacity": 0}]}),
    ("aws_network_interface.x", {"subnet_id": "subnet-1"}),
    ("aws_instance.x", {"ami": "ami-1"}),
    ("aws_lambda_function.x", {"function_name": "x"}),
    ("aws_backup_restore_testing_plan.x", {"name": "x"}),
    ("aws_datasync_task.x", {"name": "x"}),
    ("terraform_data.x", {"input": "x"}),
)
STOPPED: tuple[Case, ...] = (
    *(
        stopped(
            f"beside: {address}",
            create(address, **values),
            stops={address: UNREVIEWED},
            says="No stack makes this type",
        )
        for address, values in NOT_MADE
    ),
    stopped(
        "a second service with the tasks' group",
        create("aws_ecs_service.second", like=SERVICE, name="second"),
        stops={"aws_ecs_service.second": UNREVIEWED},
        says="No component of the stacks",
    ),
    stopped(
        "an alarm of nobody",
        create("aws_cloudwatch_metric_alarm.x", like=ALARM),
        stops={"aws_cloudwatch_metric_alarm.x": UNREVIEWED},
    ),
    stopped(
        "a topic in a module",
        create("module.x.aws_sns_topic.monitoring_x", name="x"),
        stops={"module.x.aws_sns_topic.monitoring_x": UNREVIEWED},
    ),
    stopped(
        "an administrator beside",
        create(
            "aws_iam_policy.application_x",
            name="x",
            policy=json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}),
        ),
        stops={"aws_iam_policy.application_x": OPENS},
    ),
    stopped(
        "a policy that decrypts everything",
        create(
            "aws_iam_policy.application_x",
            name="x",
            policy=json.dumps(
                {"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]}
            ),
        ),
        stops={"aws_iam_policy.application_x": OPENS},
        says="kms:Decrypt",
    ),
    stopped(
        "a lock that closes, made anew",
        delete(LOCK),
        create(
            "aws_backup_vault_lock_configuration.backup_other",
            like=LOCK,
            changeable_for_days=3,
        ),
        stops={
            LOCK: LOWERS,
            "aws_backup_vault_lock_configuration.backup_other": IRREVERSIBLE,
        },
    ),
)
PASSED: tuple[Case, ...] = (
    passed(
        "a further alarm",
        create("aws_cloudwatch_metric_alarm.monitoring_more", like=ALARM, alarm_name="More"),
    ),
    passed(
        "a further address to tell",
        create(
            "aws_sns_topic_subscription.notifications_alarms_more",
            topic_arn=Of("aws_sns_topic.notifications_alarms_topic", "arn"),
            protocol="email",
            endpoint="more@clinic.example.org",
        ),
    ),
    passed(
        "a further reader",
        create(
            "aws_rds_cluster_instance.database_reader2",
            like="aws_rds_cluster_instance.database_reader1",
            identifier="openemr-clinic-reader2",
        ),
        update(ALARM, threshold=2),
    ),
)

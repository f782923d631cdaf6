"""Defects of what containers are told, and of secrets that are meant for others."""

from typing import Any

from tests.contract.scan.mutations.edits import Edit, container

TASK = "aws_ecs_task_definition.*"
MASTER = "${aws_rds_cluster.database_cluster.master_user_secret[0].secret_arn}"


def _told(name: str, value: str) -> Edit:
    return container(lambda one: one["environment"].append({"name": name, "value": value}))


def _told_secret(name: str, source: str) -> Edit:
    return container(lambda one: one["secrets"].append({"name": name, "valueFrom": source}))


def _set(**settings: Any) -> Edit:
    return container(lambda one: one.update(settings))


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    *(
        (TASK, _told(name, "s3cr3t"), "OEMR_10", name)
        for name in (
            *("DB_PW", "DSN", "DATABASE_URL", "PASSPHRASE", "JWT_SIGNING_KEY", "SALT"),
            *("REDIS_AUTH", "SSH_KEY", "BEARER", "x-api-key", "masterpw", "PIN"),
        )
    ),
    *(
        (TASK, _told("HEALTH_URL", value), "OEMR_37", f"looks of {about}")
        for value, about in (
            ("mysql://openemr:hunter2@db:3307/openemr", "a DSN"),
            ("redis://:hunter2@cache:6379", "an address with password"),
            ("Server=db;User Id=x;Password=hunter2;", "a connection string"),
            ("Bearer abcdefghijklmnopqrstuvwxyz0123456789", "a bearer token"),
            ("xoxb-123456789012-abcdefghijkl", "a chat token"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVm", "a JSON web token"),
        )
    ),
    (TASK, _set(command=["${ephemeral.x.y.random_password}"]), "OEMR_10", "ephemeral value"),
    *(
        (TASK, _set(**{setting: value}), "OEMR_57", setting)
        for setting, value in (
            ("user", "0:0"),
            ("dnsServers", ["192.0.2.1"]),
            ("extraHosts", [{"hostname": "db", "ipAddress": "192.0.2.1"}]),
            ("interactive", True),
            ("dockerLabels", {"a": "b"}),
            ("repositoryCredentials", {"credentialsParameter": "x"}),
            ("systemControls", [{"namespace": "net.ipv4.ip_forward", "value": "1"}]),
            ("portMappings", [{"containerPort": 80}]),
            ("mountPoints", []),
        )
    ),
    (TASK, container(lambda one: one.pop("healthCheck")), "OEMR_57", "never replaced"),
    (TASK, _told_secret("MYSQL_ROOT_PASS", f"{MASTER}:password::"), "OEMR_57", "administrator"),
    (TASK, _told_secret("X", "arn:aws:secretsmanager:::secret:x"), "OEMR_57", "foreign secret"),
    (
        TASK,
        container(lambda one: one["linuxParameters"]["capabilities"]["drop"].remove("NET_RAW")),
        "OEMR_8",
        "raw packets",
    ),
    (
        TASK,
        container(lambda one: one["logConfiguration"]["options"].update({"max-buffer-size": "1m"})),
        "OEMR_9",
        "logs may be lost",
    ),
    (
        TASK,
        container(lambda one: one["logConfiguration"]["options"].pop("max-buffer-size")),
        "OEMR_9",
        "logs may be lost by default",
    ),
    (
        TASK,
        container(lambda one: one["logConfiguration"]["options"].pop("mode")),
        "OEMR_9",
        "the account decides whether logs may be lost",
    ),
    (
        TASK,
        container(lambda one: one["logConfiguration"]["options"].update({"awslogs-format": "x"})),
        "OEMR_57",
        "an option that nobody reviewed",
    ),
    (
        TASK,
        container(
            lambda one: one["logConfiguration"]["options"].update({"awslogs-region": "eu-west-1"})
        ),
        "OEMR_9",
        "logs leave the Region",
    ),
]

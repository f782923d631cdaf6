"""Defects of tasks: privileges, secrets, logs, mounts."""

from typing import Any

from tests.contract.scan.mutations.edits import Edit, container, drop, put

TASK = "aws_ecs_task_definition.*"
SERVICE = "aws_ecs_service.*"
CLUSTER = "aws_ecs_cluster.*"
EXEC = "configuration.execute_command_configuration"
MOUNT = "volume.efs_volume_configuration"


def _environment(name: str, value: str) -> Edit:
    return container(lambda one: one["environment"].append({"name": name, "value": value}))


def _container(**changes: Any) -> Edit:
    return container(lambda one: one.update(changes))


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (TASK, _container(privileged=True), "OEMR_8", "privileged"),
    (
        TASK,
        _container(linuxParameters={"capabilities": {"add": ["SYS_PTRACE"], "drop": ["MKNOD"]}}),
        "OEMR_8",
        "added capability",
    ),
    (TASK, _container(linuxParameters={}), "OEMR_8", "keeps every capability"),
    (TASK, container(lambda one: one.pop("logConfiguration")), "OEMR_9", "no log"),
    (TASK, _container(logConfiguration={"logDriver": "json-file"}), "OEMR_9", "local log"),
    (
        TASK,
        container(lambda one: one["logConfiguration"]["options"].update({"awslogs-group": "x"})),
        "OEMR_9",
        "foreign log group",
    ),
    (TASK, _environment("MYSQL_ROOT_PASS", "hunter2"), "OEMR_10", "password"),
    (TASK, _environment("OE_PASS", "hunter2"), "OEMR_10", "another password"),
    (TASK, _environment("API_KEY", "abc"), "OEMR_10", "key"),
    (TASK, _environment("OAUTH_CLIENT_SECRET", "abc"), "OEMR_10", "client secret"),
    (TASK, _environment("SESSION_TOKEN", "abc"), "OEMR_10", "token"),
    (
        TASK,
        _environment("HARMLESS", "${aws_secretsmanager_secret_version.x.secret_string}"),
        "OEMR_10",
        "value of a secret",
    ),
    (TASK, _environment("HARMLESS", "AKIAIOSFODNN7EXAMPLE"), "OEMR_37", "access key"),
    (TASK, _environment("HARMLESS", "-----BEGIN RSA PRIVATE KEY-----"), "OEMR_37", "private key"),
    (TASK, _container(environmentFiles=[{"type": "s3", "value": "x"}]), "OEMR_10", "file"),
    (TASK, _container(image="openemr/openemr:latest"), "OEMR_11", "moving tag"),
    (TASK, _container(image="openemr/openemr:flex-3.22"), "OEMR_11", "moving word in a tag"),
    (TASK, _container(image="openemr/openemr:8.2"), "OEMR_11", "tag of two numbers"),
    (TASK, _container(image="openemr/openemr"), "OEMR_11", "no tag"),
    (TASK, _container(image="registry.example.org:5000/openemr"), "OEMR_11", "port is no tag"),
    (TASK, _container(image="openemr/openemr:8.3.0-2026-08-30"), "OEMR_11", "tag of one build"),
    (TASK, _container(image="openemr/openemr@sha256:0123"), "OEMR_11", "digest cut short"),
    (TASK, _container(dockerLabels={"traefik.enable": "true"}), "OEMR_57", "foreign label"),
    (TASK, put("network_mode", "host"), "OEMR_24", "host network"),
    (TASK, put("network_mode", "bridge"), "OEMR_24", "bridge"),
    (TASK, put("requires_compatibilities", ["EC2"]), "OEMR_24", "machines"),
    (TASK, put("pid_mode", "host"), "OEMR_24", "processes of the host"),
    (TASK, put("ipc_mode", "host"), "OEMR_24", "memory of the host"),
    (TASK, put("volume.host_path", "/var/run/docker.sock"), "OEMR_24", "docker socket"),
    (TASK, put(f"{MOUNT}.transit_encryption", "DISABLED"), "CKV_AWS_97", "plain NFS"),
    (TASK, put(f"{MOUNT}.transit_encryption", "DISABLED"), "OEMR_39", "plain NFS"),
    (TASK, put(f"{MOUNT}.authorization_config.iam", "DISABLED"), "OEMR_39", "anonymous mount"),
    (TASK, drop(f"{MOUNT}.authorization_config.access_point_id"), "OEMR_39", "whole system"),
    (
        TASK,
        lambda attributes: attributes.update(execution_role_arn=attributes["task_role_arn"]),
        "CKV_AWS_249",
        "one role for both",
    ),
    (TASK, put("container_definitions", "${jsonencode([])}"), "OEMR_46", "unreadable"),
    (SERVICE, put("launch_type", "EC2"), "OEMR_24", "machines"),
    (SERVICE, put("platform_version", "1.3.0"), "CKV_AWS_332", "old platform"),
    (SERVICE, drop("deployment_circuit_breaker"), "OEMR_40", "no rollback"),
    (SERVICE, put("deployment_circuit_breaker.rollback", False), "OEMR_40", "rollback off"),
    (CLUSTER, put("setting.value", "disabled"), "CKV_AWS_65", "no insights"),
    (CLUSTER, put(f"{EXEC}.logging", "NONE"), "OEMR_40", "sessions not recorded"),
    (CLUSTER, drop("configuration"), "OEMR_40", "sessions recorded by default settings"),
    (CLUSTER, drop(f"{EXEC}.kms_key_id"), "OEMR_30", "sessions without key"),
    (
        CLUSTER,
        put(f"{EXEC}.log_configuration.cloud_watch_encryption_enabled", False),
        "OEMR_40",
        "plain session log",
    ),
    (
        CLUSTER,
        put(f"{EXEC}.log_configuration.s3_bucket_encryption_enabled", False),
        "OEMR_40",
        "plain session objects",
    ),
]

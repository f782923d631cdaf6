"""The containers of an OpenEMR task as plain data."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stacks.components.application.task_image import TaskImage
from stacks.image_reference import UPSTREAM_LABEL
from stacks.releases import Release

HERE = Path(__file__).parent
WEB_ROOT = "/var/www/localhost/htdocs/openemr"
SITES_VOLUME = "sites"
BOOTSTRAP = "bootstrap"
OPENEMR = "openemr"
RESTORE = "restore"
# Where the task of a restore sees its whole file system.
RECOVERY_ROOT = "/recovery"
# Written down, because ECS's own default is the account's choice, and went from blocking to
# non-blocking on 2025-06-25.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html (2026-11)
# Blocking would stop Apache, and so the clinic, while CloudWatch Logs cannot be reached. Complete
# records are elsewhere: OpenEMR's audit log in the database, requests in the load balancer's log.
# A buffer of 25 MiB holds more than an hour of a busy task's lines. What AWS measured:
# https://aws.amazon.com/blogs/containers/preventing-log-loss-with-non-blocking-mode-in-the-awslogs-container-log-driver/
LOG_DELIVERY = {"mode": "non-blocking", "max-buffer-size": "25m"}
STOP_TIMEOUT_SECONDS = 60
# Fargate can take capabilities away but not give them back; these are never used.
DROPPED_CAPABILITIES = ["AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SETPCAP", "SYS_CHROOT"]
CONFINEMENT = {
    "linuxParameters": {
        "capabilities": {"drop": DROPPED_CAPABILITIES},
        "initProcessEnabled": True,
    },
    "privileged": False,
    # The image writes its configuration, certificates and caches at start.
    "readonlyRootFilesystem": False,
    "stopTimeout": STOP_TIMEOUT_SECONDS,
    # ECS answers with these empty lists, so that leaving them out would show as a change.
    "systemControls": [],
    "volumesFrom": [],
}


@dataclass(frozen=True)
class Log:
    """Where a task's output goes: a CloudWatch log group of this Region."""

    group: str
    region: str


def program(file: str) -> str:
    """Text of a program beside this module, without comments: ECS takes 64 KiB in all.

    Shell and awk lose their indentation as well: no text in them begins a line with a space.
    """
    comment = r"//|/\*\*|\*/?" if file.endswith(".php") else "#"
    text = (HERE / file).read_text(encoding="utf-8")
    text = re.sub(rf"^ *({comment})( .*)?\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^ +", "", text, flags=re.MULTILINE) if file.endswith((".sh", ".awk")) else text


def script(file: str) -> str:
    """Text of a program, safe from Terraform's own `${` and `%{`."""
    return program(file).replace("${", "$${").replace("%{", "%%{")


def root_certificate(region: str) -> str:
    """PEM of the authority that signs the database's certificates in `region`."""
    return (HERE / "rds_root_ca" / f"{region}.pem").read_text(encoding="utf-8")


def bootstrap(
    image: TaskImage, log: Log, environment: dict[str, str], secrets: dict[str, str]
) -> dict[str, Any]:
    """Installs, upgrades and configures, one task at a time, and ends."""
    environment = environment | {
        "INSTALL_PHP": script("install.php"),
        "KEYS_PHP": script("keys.php"),
        "UPGRADE_AWK": script("upgrade.awk"),
    }
    return {
        **_container(BOOTSTRAP, image, log, "bootstrap.sh", environment, secrets),
        "essential": False,
        "portMappings": [],
    }


def restore(
    image: TaskImage, log: Log, environment: dict[str, str], secrets: dict[str, str]
) -> dict[str, Any]:
    """Moves recovered files to their place, checks that they fit the database, and ends."""
    environment = environment | {
        "RESTORE_PHP": script("restore.php"),
        "RESTORE_ROOT": RECOVERY_ROOT,
        "RESTORE_SH": script("restore.sh"),
    }
    return {
        **bootstrap(image, log, environment, secrets),
        "name": RESTORE,
        "essential": True,
        "mountPoints": [
            {"sourceVolume": SITES_VOLUME, "containerPath": RECOVERY_ROOT, "readOnly": False}
        ],
    }


def openemr(
    image: TaskImage,
    log: Log,
    environment: dict[str, str],
    secrets: dict[str, str],
    *,
    port: int,
    release: Release,
) -> dict[str, Any]:
    """Serves, once bootstrap has ended well."""
    environment = environment | {
        "APACHE_CONF": script("apache.conf"),
        "BACKGROUND_PHP": script("background.php"),
        "COMPANION_SH": script("companion.sh"),
        "HEALTH_URL": f"https://localhost{release.container_health_path}",
        "TWIG_PHP": script("twig.php"),
    }
    return {
        **_container(OPENEMR, image, log, "serve.sh", environment, secrets),
        "essential": True,
        "dependsOn": [{"containerName": BOOTSTRAP, "condition": "SUCCESS"}],
        "portMappings": [{"containerPort": port, "hostPort": port, "protocol": "tcp"}],
        "healthCheck": {
            "command": ["CMD-SHELL", script("health.sh")],
            "interval": 30,
            "timeout": 10,
            "retries": 5,
            "startPeriod": 300,
        },
    }


def _container(
    name: str,
    image: TaskImage,
    log: Log,
    file: str,
    environment: dict[str, str],
    secrets: dict[str, str],
) -> dict[str, Any]:
    return {
        "name": name,
        "image": image.reference,
        **_labels(image),
        "entryPoint": ["/bin/sh", "-c"],
        "command": [script(file)],
        "workingDirectory": WEB_ROOT,
        "environment": [{"name": key, "value": environment[key]} for key in sorted(environment)],
        "secrets": [{"name": key, "valueFrom": secrets[key]} for key in sorted(secrets)],
        "mountPoints": [
            {
                "sourceVolume": SITES_VOLUME,
                "containerPath": f"{WEB_ROOT}/sites",
                "readOnly": False,
            }
        ],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log.group,
                "awslogs-region": log.region,
                "awslogs-stream-prefix": OPENEMR,
                **LOG_DELIVERY,
            },
        },
        **CONFINEMENT,
    }


def _labels(image: TaskImage) -> dict[str, Any]:
    """Of a copy, what it is a copy of: its name and digest tell nobody the version.

    `openemr deploy` reads it where it stands with the tasks that run (deploy/upgrade.py).
    """
    return {"dockerLabels": {UPSTREAM_LABEL: image.upstream}} if image.is_copy else {}

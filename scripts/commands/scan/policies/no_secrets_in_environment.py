"""Containers get secrets from Secrets Manager, never as plain environment."""

import re

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import references, strings
from scripts.terraform.documents.embedded import containers

SECRET_NAME = re.compile(
    r"(PASS|PASSWD|PASSWORD|PWD|SECRET|TOKEN|CREDENTIALS?|APIKEY|(API|ACCESS|PRIVATE|AUTH)_?KEY)"
    r"($|_)",
    re.IGNORECASE,
)
# What containers are given in clear; any other name is taken for a secret until it is reviewed.
PLAIN = re.compile(
    r"APACHE_(CONF|WORKERS)|BACKGROUND_(PHP|SERVICES_SECONDS)|COMPANION_SH|HEALTH_URL|INSTALL_PHP|KEYS_PHP"
    r"|MYSQL_(DATABASE|HOST|PORT|USER)|OE_USER|OPENEMR_SETTING_\w+|RDS_ROOT_CA|TRUSTED_PROXIES"
    r"|TWIG_PHP|UPGRADE_AWK|UPLOAD_MIB|VALKEY_(HOST|PORT|USER)"
)
SECRET_SOURCES = ("aws_secretsmanager_secret_version.", "aws_ssm_parameter.")
EPHEMERAL = "${ephemeral."


@policy(
    10,
    "No container has a secret in its plain environment or command.",
    hipaa="312(a)(2)(iv) 312(d)",
    nag="AwsSolutions-ECS2",
)
def no_secrets_in_environment(configuration: Configuration) -> Violations:
    """Judged by the variable's name, by what its value refers to, and by OEMR_37 by its looks."""
    for resource, container in containers(configuration):
        name = container.get("name")
        for entry in container.get("environment") or []:
            variable = str(entry.get("name", ""))
            if SECRET_NAME.search(variable) or not PLAIN.fullmatch(variable):
                yield resource.violates(f"container {name}: {variable} is a plain value")
        plain = [container.get(key) for key in ("environment", "command", "entryPoint")]
        if any(EPHEMERAL in text for text in strings(plain)):
            yield resource.violates(f"container {name} has an ephemeral value")
        for address in sorted(references(plain)):
            if address.removeprefix("data.").startswith(SECRET_SOURCES):
                yield resource.violates(f"container {name} has the value of {address}")
        if container.get("environmentFiles"):
            yield resource.violates(f"container {name} reads environment files of a bucket")

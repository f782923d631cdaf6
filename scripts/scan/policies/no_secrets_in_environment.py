"""Containers get secrets from Secrets Manager, never as plain environment."""

import re
from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation, references
from scripts.scan.documents import containers
from scripts.scan.policy import policy

SECRET_NAME = re.compile(
    r"(PASS|PASSWD|PASSWORD|PWD|SECRET|TOKEN|CREDENTIALS?|APIKEY|(API|ACCESS|PRIVATE|AUTH)_?KEY)"
    r"($|_)",
    re.IGNORECASE,
)
SECRET_SOURCES = ("aws_secretsmanager_secret_version.", "aws_ssm_parameter.")


@policy(
    10,
    "No container has a secret in its plain environment or command.",
    hipaa=("312(a)(2)(iv)", "312(d)"),
    nag=("AwsSolutions-ECS2",),
)
def no_secrets_in_environment(configuration: Configuration) -> Iterator[Violation]:
    """Judged by the variable's name and by what its value refers to."""
    for resource, container in containers(configuration):
        name = container.get("name")
        for entry in container.get("environment") or []:
            if SECRET_NAME.search(entry.get("name", "")) and entry.get("value"):
                yield resource.violates(f"container {name}: {entry['name']} is a plain value")
        plain = [container.get(key) for key in ("environment", "command", "entryPoint")]
        for address in sorted(references(plain)):
            if address.removeprefix("data.").startswith(SECRET_SOURCES):
                yield resource.violates(f"container {name} has the value of {address}")
        if container.get("environmentFiles"):
            yield resource.violates(f"container {name} reads environment files of a bucket")

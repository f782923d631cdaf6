"""No secret stands in the synthesized output, and none can come into plan, state or outputs."""

import re
from collections.abc import Iterator

from tests.synthesized import Place, Stack, containers, leaves
from tests.unit.stacks.invariants.rule import Violation, breaks, check

# Attributes of the provider whose values let their reader in.
SECRET_ATTRIBUTES = re.compile(
    r"\.(secret_string|secret_binary|master_password|random_password|plaintext|private_key(_pem)?"
    r"|auth_token|password|ses_smtp_password_v4|secret)\b"
)
# Arguments that Terraform hands on and forgets.
# https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
WRITE_ONLY = re.compile(r"_wo$")
# Arguments that would keep a password in the state.
KEPT = ("master_password", "secret_string", "secret_binary", "auth_token", "passwords", "password")
# Names under which a literal would be a secret.
SECRET_NAMES = re.compile(r"(?i)(pass(word)?|pwd|secret|token|api_?key|private_?key|credential)s?$")
HARMLESS = {"creation_token": "EFS makes a file system once for each token; it opens nothing"}
# Secrets that can be told by their looks.
SECRET_LOOKS = {
    "an AWS access key": re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    "a JSON web token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."),
    "credentials in a URL": re.compile(r"://[^/\s:@$%{}\"']+:[^/\s@$%{}\"']+@"),
}


def secrets_in_outputs(stack: Stack) -> Iterator[Violation]:
    """Outputs whose value is a secret, or is kept from view as if it were."""
    for name, output in stack.json.get("output", {}).items():
        if output.get("sensitive"):
            yield Violation(f"output.{name}", "is sensitive; say where the secret lies instead")
        if SECRET_ATTRIBUTES.search(str(output["value"])) or "ephemeral." in str(output["value"]):
            yield Violation(f"output.{name}", "shows a secret")


def secrets_in_the_state(stack: Stack) -> Iterator[Violation]:
    """Arguments that keep secrets, and resources that make them."""
    for type_, address, attributes in stack.every():
        if type_ in ("random_password", "random_string", "tls_private_key", "aws_iam_access_key"):
            yield Violation(address, "keeps a secret in the state")
        for place, value in leaves(attributes):
            argument = str(place[0])
            if argument in KEPT:
                yield Violation(address, f"{argument} is kept in the state")
            if "${ephemeral." in str(value) and not WRITE_ONLY.search(argument):
                yield Violation(address, f"{argument} is not write-only")
    for data in stack.json.get("data", {}):
        if data in ("aws_secretsmanager_secret_version", "aws_ssm_parameter", "aws_kms_secrets"):
            yield Violation(f"data.{data}", "reads a secret into the state")


def literal_secrets(stack: Stack) -> Iterator[Violation]:
    """Literal values that are secrets by their name or by their looks."""
    for section in ("resource", "provider", "terraform", "output", "data"):
        for place, value in leaves(stack.json.get(section, {})):
            address = ".".join(map(str, place[:2]))
            if not isinstance(value, str):
                continue
            for what, looks in SECRET_LOOKS.items():
                if looks.search(value):
                    yield Violation(address, f"{_name(place)} holds {what}")
            name = _name(place)
            if SECRET_NAMES.search(name) and name not in HARMLESS and "${" not in value:
                yield Violation(address, f"{name} is the literal {value!r}")


def _name(place: Place) -> str:
    return next((str(part) for part in reversed(place) if not isinstance(part, int)), "")


def plain_environment(stack: Stack) -> Iterator[Violation]:
    """Variables of containers that hold secrets, which the console then shows."""
    for container in containers(stack).values():
        for variable in container["environment"]:
            if SECRET_NAMES.search(variable["name"]) or variable["name"].endswith("_PASS"):
                yield Violation(container["name"], f"{variable['name']} is in plain sight")
        for secret in container["secrets"]:
            if not secret["valueFrom"].startswith("${aws_"):
                yield Violation(container["name"], f"{secret['name']} is {secret['valueFrom']}")


def test_outputs_say_where_secrets_lie_and_never_what_they_are(stacks: list[Stack]):
    check(secrets_in_outputs, stacks)


def test_no_argument_keeps_a_secret_in_the_state(stacks: list[Stack]):
    # features.md K1: passwords in state and outputs.
    check(secrets_in_the_state, stacks)


def test_no_literal_is_a_secret(stacks: list[Stack]):
    check(literal_secrets, stacks)


def test_the_names_taken_for_harmless_occur(default: Stack):
    names = {_name(place) for place, _ in leaves(default.json["resource"])}
    assert names >= HARMLESS.keys()


def test_containers_get_secrets_from_secrets_manager_only(deployments: list[Stack]):
    check(plain_environment, deployments)


def test_the_database_master_password_is_aws_own(deployments: list[Stack]):
    for stack in deployments:
        for cluster in stack.resources("aws_rds_cluster").values():
            assert cluster["manage_master_user_password"] is True, stack


def test_these_rules_notice(default: Stack):
    version = "aws_secretsmanager_secret_version.credentials_application_version"
    password = "credentials_application_cache_password"
    generated = f"${{ephemeral.aws_secretsmanager_random_password.{password}.random_password}}"
    breaks(secrets_in_the_state, default, version, secret_string=generated)
    cluster = "aws_rds_cluster.database_cluster"
    breaks(secrets_in_the_state, default, cluster, master_password="x")
    breaks(literal_secrets, default, cluster, master_password="hunter2")
    listener = "aws_lb_listener.front_door_http"
    breaks(literal_secrets, default, listener, tags={"x": "AKIA" + "A1B2C3D4E5F6G7H8"})
    shown = default.changed(
        lambda json: json["output"].update(x={"value": "${aws_rds_cluster.c.master_password}"})
    )
    assert [violation.address for violation in secrets_in_outputs(shown)] == ["output.x"]
    environment = (
        '[{"name": "a", "environment": [{"name": "MYSQL_PASS", "value": "x"}], "secrets": []}]'
    )
    told = default.changed(
        lambda json: json["resource"]["aws_ecs_task_definition"][
            "application_task_definition"
        ].update(container_definitions=environment)
    )
    assert [violation.address for violation in plain_environment(told)] == ["a"]

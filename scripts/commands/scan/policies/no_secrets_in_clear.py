"""No secret stands in the configuration, and so none in the state."""

import re

from scripts.commands.scan.policy import Configuration, Violation, Violations, policy
from scripts.terraform.documents.configuration import strings

# Type -> argument that would put a secret into the state.
NEVER = {
    "aws_cloudformation_stack": ("parameters",),
    "aws_db_instance": ("password",),
    "aws_elasticache_user": ("passwords", "authentication_mode"),
    "aws_rds_cluster": ("master_password",),
    "aws_secretsmanager_secret_version": ("secret_string", "secret_binary"),
}
EPHEMERAL = "${ephemeral."
# What secrets look like. Shell text has variables where these have values.
SHAPES = re.compile(
    "|".join(
        (
            r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",  # AWS access key
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
            r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bglpat-[\w-]{20}",  # GitHub, GitLab
            r"\bxox[abprs]-[\w-]{10,}",  # Slack
            r"\bAIza[\w-]{35}\b",  # Google
            r"\bsk_live_\w{16,}",  # Stripe
            r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.",  # JSON web token
            r"\b[Bb]earer [\w.~+/-]{20,}",
            r"\b[a-z][a-z+]{2,}://[^\s:/@${}\[\]%\"']*:[^\s/@${}\[\]%\"']+@",  # user:password@
            r"(?i:\b(password|pwd)=)[^\s;,\"'$%{}()<>|\\-][^\s;\"'$%{}()<>|\\]{3,};",  # DSN
        )
    )
)
SECRET_OUTPUTS = re.compile(r"secret_string|random_password|master_password|\.result\}")
SECRET_NAMES = re.compile(
    r"(pass(word|wd)?|pwd|token|secret|credentials?|api_?key)$", re.IGNORECASE
)


@policy(
    37,
    "No secret's value is in the configuration or in an output.",
    hipaa="308(a)(5)(ii)(D) 312(a)(2)(iv) 312(d)",
)
def no_secrets_in_clear(configuration: Configuration) -> Violations:
    """Passwords are ephemeral values in write-only arguments, or AWS makes them itself."""
    yield from _secret_arguments(configuration)
    for resource in configuration.resources:
        if any(SHAPES.search(text) for text in strings(resource.attributes)):
            yield resource.violates("contains what looks like a key or token")
    for name, output in configuration.outputs.items():
        value = str(output.get("value"))
        literal = SECRET_NAMES.search(name) and "${" not in value
        if literal or SECRET_OUTPUTS.search(value):
            yield Violation(f"output.{name}", "exposes a secret's value")
    for provider in configuration.provider:
        if any(provider.get(key) for key in ("access_key", "secret_key", "token")):
            yield configuration.lacks("the provider contains a static key")


def _secret_arguments(configuration: Configuration) -> Violations:
    for type_, arguments in NEVER.items():
        for resource in configuration.of(type_):
            for argument in filter(resource.get, arguments):
                yield resource.violates(f"{argument} would be stored in the state")
    for version in configuration.of("aws_secretsmanager_secret_version"):
        value = version.get("secret_string_wo")
        if not configuration.planned and EPHEMERAL not in str(value):
            yield version.violates("secret_string_wo is not an ephemeral value")
    for cluster in configuration.of("aws_rds_cluster"):
        if cluster.get("manage_master_user_password") is not True:
            yield cluster.violates("manage_master_user_password is not true")

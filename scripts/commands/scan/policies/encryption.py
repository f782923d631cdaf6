"""Encryption keys, secrets, and Terraform's state."""

import re
from collections.abc import Iterator

from scripts.commands.scan.policy import Configuration, Violation, Violations, policy
from scripts.resources import CATALOGUE
from scripts.terraform.documents.configuration import strings
from scripts.terraform.documents.embedded import Statement, policies_in

OWN_KEY = "a KMS key of this configuration"


@policy(
    30,
    hipaa="312(a)(2)(iv) 312(e)(2)(ii)",
    nag="SecretsManagerUsingKMSKey CloudWatchLogGroupEncrypted EFSEncrypted "
    "RDSStorageEncrypted SNSEncryptedKMS AwsSolutions-AEC3",
)
def customer_managed_keys(configuration: Configuration) -> Violations:
    """Whatever can be encrypted with a key of this configuration is."""
    # By reference, so that the key cannot be another account's or AWS's own.
    keys = {key.address for key in configuration.of("aws_kms_key")}
    for entry in CATALOGUE.values():
        for resource in configuration.of(entry.name):
            for key_path, reason in entry.keys.items():
                if reason and not resource.get(*reason.split(".")):
                    continue
                if not resource.refers_to(*key_path.split(".")) & keys:
                    yield resource.violates(f"{key_path} does not refer to {OWN_KEY}")
    for default in configuration.of("aws_s3_bucket_server_side_encryption_configuration"):
        encryption = ("rule", "apply_server_side_encryption_by_default")
        key = default.refers_to(*encryption, "kms_master_key_id")
        if default.get(*encryption, "sse_algorithm") != "AES256" and not key & keys:
            yield default.violates(f"kms_master_key_id does not refer to {OWN_KEY}")


# Type -> argument that would put a secret into the state.
SECRET_ARGUMENTS = {
    "aws_cloudformation_stack": ("parameters",),
    "aws_db_instance": ("password",),
    "aws_elasticache_user": ("passwords", "authentication_mode"),
    "aws_rds_cluster": ("master_password",),
    "aws_secretsmanager_secret_version": ("secret_string", "secret_binary"),
}
EPHEMERAL = "${ephemeral."
# What secrets look like. Shell text has variables where these have values.
SECRET_SHAPES = re.compile(
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


@policy(37, hipaa="308(a)(5)(ii)(D) 312(a)(2)(iv) 312(d)")
def no_secrets_in_clear(configuration: Configuration) -> Violations:
    """No secret's value is in the configuration or in an output."""
    # Passwords are ephemeral values in write-only arguments, or AWS makes them itself.
    yield from _secret_arguments(configuration)
    for resource in configuration.resources:
        if any(SECRET_SHAPES.search(text) for text in strings(resource.attributes)):
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
    for type_, arguments in SECRET_ARGUMENTS.items():
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


# Everything else would weaken the bucket's own settings, hold a key, or lead elsewhere.
BACKEND_ARGUMENTS = {
    "allowed_account_ids",
    "bucket",
    "dynamodb_table",
    "encrypt",
    "key",
    "kms_key_id",
    "region",
    "use_lockfile",
}


@policy(43, hipaa="312(a)(2)(iv) 312(c)(1)")
def state_encryption(configuration: Configuration) -> Violations:
    """Terraform's remote state is encrypted and locked."""
    # A local state is the operator's own machine's matter; a bucket encrypts by its default.
    if "cloud" in configuration.document.get("terraform", {}):
        yield configuration.lacks("the state is stored in HCP Terraform (block `cloud`)")
    for kind, backend in configuration.backend.items():
        if kind not in ("local", "s3"):
            yield configuration.lacks(f"the state's backend is {kind}")
        for argument in sorted(set(backend) - BACKEND_ARGUMENTS) if kind == "s3" else ():
            yield configuration.lacks(f"backend argument {argument} is not on the allow-list")
        if kind == "s3" and backend.get("encrypt") is False:
            yield configuration.lacks("the state's backend does not encrypt")
        # Alone, `encrypt` asks for S3's own key and overrides the bucket's default, our CMK.
        if kind == "s3" and backend.get("encrypt") and not backend.get("kms_key_id"):
            yield configuration.lacks(
                "backend argument encrypt without kms_key_id overrides the bucket's own key"
            )
        if kind == "s3" and not (backend.get("use_lockfile") or backend.get("dynamodb_table")):
            yield configuration.lacks("the state's backend has no lock")


# Type -> argument that names the key -> how the service is called in the key's policy.
KEY_USERS = {
    "aws_backup_vault": (("kms_key_arn", "backup"),),
    "aws_cloudtrail": (("kms_key_id", "cloudtrail"),),
    "aws_cloudwatch_log_group": (("kms_key_id", "logs"),),
    "aws_efs_file_system": (("kms_key_id", "elasticfilesystem"),),
    "aws_elasticache_serverless_cache": (("kms_key_id", "elasticache"),),
    "aws_rds_cluster": (("kms_key_id", "rds"), ("master_user_secret_kms_key_id", "secretsmanager")),
    "aws_rds_cluster_instance": (("performance_insights_kms_key_id", "rds"),),
    "aws_secretsmanager_secret": (("kms_key_id", "secretsmanager"),),
}


@policy(55, hipaa="312(a)(1) 312(a)(2)(iv)")
def fitting_keys(configuration: Configuration) -> Violations:
    """Encrypted data uses a key whose policy allows the service that stores it."""
    # So that who may use the key of logs can read no patient's data, and nothing is unreadable.
    admitted = {
        key.address: {
            name.partition(".")[0]
            for statement in statements
            if statement.allows
            for name in _services(statement)
        }
        for key, statements in policies_in(configuration, {"aws_kms_key": "policy"})
    }
    for type_, arguments in KEY_USERS.items():
        for resource in configuration.of(type_):
            for argument, service in arguments:
                for address in resource.refers_to(argument) & set(admitted):
                    if service not in admitted[address]:
                        yield resource.violates(f"{argument} is {address}, not for {service}")


def _services(statement: Statement) -> Iterator[str]:
    yield from (value for kind, value in statement.principals if kind == "Service")
    for keys in statement.condition.values():
        yield from map(str, keys.get("kms:viaservice", []))

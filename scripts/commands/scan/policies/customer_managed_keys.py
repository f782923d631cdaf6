"""Everything that can be encrypted by a key of ours is."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.resources import CATALOGUE

OWN_KEY = "a KMS key of this configuration"


@policy(
    30,
    "Whatever can be encrypted with a key of this configuration is.",
    hipaa="312(a)(2)(iv) 312(e)(2)(ii)",
    nag=(
        "SecretsManagerUsingKMSKey CloudWatchLogGroupEncrypted EFSEncrypted "
        "RDSStorageEncrypted SNSEncryptedKMS AwsSolutions-AEC3"
    ),
)
def customer_managed_keys(configuration: Configuration) -> Violations:
    """By reference, so that the key cannot be another account's or AWS's own."""
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

"""Terraform's state is encrypted where it is kept remotely."""

from scripts.commands.scan.policy import Configuration, Violations, policy

# Everything else would weaken the bucket's own settings, hold a key, or lead elsewhere.
REVIEWED = {
    "allowed_account_ids",
    "bucket",
    "dynamodb_table",
    "encrypt",
    "key",
    "kms_key_id",
    "region",
    "use_lockfile",
}


@policy(
    43,
    "Terraform's remote state is encrypted and locked.",
    hipaa="312(a)(2)(iv) 312(c)(1)",
)
def state_encryption(configuration: Configuration) -> Violations:
    """A local state is the operator's own machine's matter; a bucket encrypts by its default."""
    if "cloud" in configuration.document.get("terraform", {}):
        yield configuration.lacks("the state is stored in HCP Terraform (block `cloud`)")
    for kind, backend in configuration.backend.items():
        if kind not in ("local", "s3"):
            yield configuration.lacks(f"the state's backend is {kind}")
        for argument in sorted(set(backend) - REVIEWED) if kind == "s3" else ():
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

"""The account that may be touched, and where resources may be made."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import blocks

TAGS = ("Application", "ManagedBy")


@policy(
    45,
    "The provider tags everything it makes, so that an audit can tell what belongs to OpenEMR.",
    hipaa="308(a)(1)(ii)(A)",
)
def scoped_execution(configuration: Configuration) -> Violations:
    """Tags are also how cost and incident reports find the deployment."""
    if configuration.resources and not configuration.provider:
        yield configuration.lacks("no AWS provider block")
    for provider in configuration.provider:
        tags: dict[str, object] = {}
        for block in blocks(provider, "default_tags"):
            tags |= block.get("tags") or {}
        missing = [tag for tag in TAGS if not tags.get(tag)]
        if missing:
            yield configuration.lacks(f"no default tag {', '.join(missing)}")
        if provider.get("skip_requesting_account_id") or provider.get("insecure"):
            yield configuration.lacks(
                "the provider skips the check of the account or of TLS certificates"
            )

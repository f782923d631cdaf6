"""Grants of our keys to people and to other accounts."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources

# AWS services give grants to themselves, by name or by a role of theirs:
# https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (2026-11)
_SERVICE_ROLES = ":role/aws-service-role/"
_PRINCIPALS = ":iam::"


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """A grant lets its holder use the key, whatever the key's policy says."""
    for key in resources.of("aws_kms_key"):
        for grant in aws.list("kms", "list_grants", "Grants", KeyId=key.values["key_id"]):
            holder = grant.get("GranteePrincipal", "")
            if _PRINCIPALS in holder and _SERVICE_ROLES not in holder:
                yield added(
                    key.address,
                    "grant",
                    f"{holder}: {', '.join(sorted(grant['Operations']))}",
                    Severity.CRITICAL,
                    "A grant was given by hand; its holder may use the key.",
                    identity=grant["GrantId"],
                )

"""The versions of secrets that Terraform wrote, without a look at their values."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.outlook import STAYS
from scripts.commands.drift.resources import Resources

_CURRENT = "AWSCURRENT"
_TYPE = "aws_secretsmanager_secret_version"


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Versions that are gone, or that another one has taken the place of.

    A secret that is gone itself is Terraform's to report.
    """
    secrets = resources.ids("aws_secretsmanager_secret", key="arn")
    for version in resources.left_out_of(_TYPE):
        secret, identifier = version.values["secret_id"], version.values["version_id"]
        if secret not in secrets:
            continue
        versions = aws.list(
            "secretsmanager",
            "list_secret_version_ids",
            "Versions",
            SecretId=secret,
            IncludeDeprecated=True,
        )
        stages = {each["VersionId"]: each.get("VersionStages") or [] for each in versions}
        if _CURRENT in stages.get(identifier, ()):
            continue
        current = next((each for each, has in stages.items() if _CURRENT in has), "none")
        yield Finding(
            version.address,
            Event.CHANGED if identifier in stages else Event.DELETED,
            "version_stages" if identifier in stages else "",
            f"{identifier} is {_CURRENT}",
            f"{current} is {_CURRENT}",
            Severity.HIGH,
            ("Somebody gave the secret another value; whoever uses it may not know.",),
            outlook=STAYS,
        )

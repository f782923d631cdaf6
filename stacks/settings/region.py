"""AWS Regions as a setting: those that this project deploys to, and their first two zones."""

from typing import Annotated

from pydantic import AfterValidator

from stacks.settings.group import refuse

# Regions whose RDS root certificate this project carries (application/rds_root_ca); those of
# GovCloud, China and the newest Regions are still missing.
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html (2026-11)
# Letters are the zones used unless a deployment names others. Zones differ between accounts in
# us-west-1, where the setting must be given.
FIRST_ZONES = {
    "af-south-1": "ab",
    "ap-east-1": "ab",
    "ap-northeast-1": "ac",
    "ap-northeast-2": "ac",
    "ap-northeast-3": "ab",
    "ap-south-1": "ab",
    "ap-south-2": "ab",
    "ap-southeast-1": "ab",
    "ap-southeast-2": "ab",
    "ap-southeast-3": "ab",
    "ap-southeast-4": "ab",
    "ca-central-1": "ab",
    "eu-central-1": "ab",
    "eu-central-2": "ab",
    "eu-north-1": "ab",
    "eu-south-1": "ab",
    "eu-south-2": "ab",
    "eu-west-1": "ab",
    "eu-west-2": "ab",
    "eu-west-3": "ab",
    "me-central-1": "ab",
    "me-south-1": "ab",
    "sa-east-1": "ac",
    "us-east-1": "ab",
    "us-east-2": "ab",
    "us-west-1": "",
    "us-west-2": "ab",
}


def _region(value: str) -> str:
    if value not in FIRST_ZONES:
        raise refuse(f"an AWS Region: {', '.join(FIRST_ZONES)}")
    return value


Region = Annotated[str, AfterValidator(_region)]


def first_zones(region: str) -> tuple[str, ...]:
    """Names of the zones used by default; empty where they differ between accounts."""
    return tuple(region + letter for letter in FIRST_ZONES[region])

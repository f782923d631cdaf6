"""AWS Backup's opt-in: the services of which it makes copies in a Region at all.

A backup selection that names a resource by its ARN overrides the opt-in, but not for Aurora: where
that is off there is no job, so none that fails, and no event.
https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html (read 2026-11-29)
"""

from collections.abc import Collection, Mapping

# Type of resource -> its service, as DescribeRegionSettings names it.
SERVICES = {"aws_efs_file_system": "EFS", "aws_rds_cluster": "Aurora"}
ACTION = "backup:DescribeRegionSettings"


def opted_out(preferences: Mapping[str, bool], types: Collection[str]) -> list[str]:
    """The services of these types of resources of which no copies are made; unknown is off."""
    return [
        service
        for type_, service in SERVICES.items()
        if type_ in types and preferences.get(service) is not True
    ]


def command(region: str, services: Collection[str]) -> str:
    """The AWS CLI's way to opt in."""
    preferences = ",".join(f"{service}=true" for service in services)
    return (
        f"aws backup update-region-settings --region {region} "
        f"--resource-type-opt-in-preference {preferences}"
    )

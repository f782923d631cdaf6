"""The Region: enabled for the account, and its zones."""

from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, ok, problem
from scripts.preflight.subject import Subject


def region(subject: Subject) -> Iterator[Finding]:
    """Check the opt-in status, and each zone of the settings."""
    name = subject.region
    # Asked in a Region that every account has: a disabled Region does not answer.
    home = subject.account.client("ec2", "us-east-1")
    with aws_errors("list the account's Regions (ec2:DescribeRegions)"):
        answer = home.describe_regions(RegionNames=[name], AllRegions=True)["Regions"]
    status = answer[0].get("OptInStatus", "opt-in-not-required") if answer else "unknown"
    if status == "not-opted-in":
        fix = f"aws account enable-region --region-name {name}; it takes minutes to hours"
        yield problem(name, "not enabled for this account", fix)
        return
    yield ok(name, "enabled")
    if not subject.holds_copies:
        yield from _zones(subject)


def _zones(subject: Subject) -> Iterator[Finding]:
    ec2 = subject.account.client("ec2")
    with aws_errors("list the Region's zones (ec2:DescribeAvailabilityZones)"):
        zones = ec2.describe_availability_zones(AllAvailabilityZones=True)["AvailabilityZones"]
    known = {zone["ZoneName"]: zone for zone in zones}
    usable = [name for name, zone in known.items() if _usable(zone)]
    for name in subject.settings.zones:
        if name in usable:
            yield ok(name, "available")
        else:
            state = known[name].get("State", "not opted in") if name in known else "unknown here"
            fix = (
                f"deployments.{subject.name}.network.availability_zones: two or three of "
                f"{', '.join(sorted(usable))}"
            )
            yield problem(name, f"the account cannot use this zone ({state})", fix)


def _usable(zone: dict[str, str]) -> bool:
    """Availability Zones of the account; Local and Wavelength Zones have no Aurora and no EFS."""
    ordinary = zone.get("ZoneType", "availability-zone") == "availability-zone"
    return ordinary and zone.get("State") == "available"

"""Settings of the account and Region that override what Terraform set, without changing it."""

from collections.abc import Iterator

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.running.state import changed

_CRITICAL, _HIGH, _MEDIUM = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
_BLOCK_OFF = "off"
# The other mode of an exclusion lets nobody in.
_BOTH_WAYS = "allow-bidirectional"
_BLOCKED = (
    "VPC Block Public Access is on in this Region and does not exempt the VPC; users and tasks do "
    "not get through the internet gateway."
)


def public_access_block(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """The Region's block of internet gateways, which overrides routes and security groups.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcBlockPublicAccessOptions.html
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcBlockPublicAccessExclusion.html
    (2026-11)
    """
    vpcs = resources.of("aws_vpc")
    if not vpcs:
        return
    answer = aws.get("ec2", "describe_vpc_block_public_access_options")
    mode = (answer.get("VpcBlockPublicAccessOptions") or {}).get("InternetGatewayBlockMode")
    if mode == _BLOCK_OFF:
        return
    exempt = {
        str(each.get("ResourceArn", "")).rpartition("/")[2]
        for each in aws.list(
            "ec2",
            "describe_vpc_block_public_access_exclusions",
            "VpcBlockPublicAccessExclusions",
        )
        if each.get("InternetGatewayExclusionMode") == _BOTH_WAYS
        and str(each.get("State", "")) in ("create-complete", "update-complete")
    }
    for vpc in vpcs:
        if vpc.id not in exempt:
            yield changed(
                vpc.address,
                "internet_gateway_block_mode",
                _BLOCK_OFF,
                str(mode or "unknown"),
                _HIGH,
                _BLOCKED,
            )


# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
# (2026-11). Field indexes and extracted metrics neither send nor change records.
_POLICIES = {
    "SUBSCRIPTION_FILTER_POLICY": Unmanaged(
        "account_subscription_filter_policy",
        _CRITICAL,
        "A policy of the account copies the records of its log groups to another place.",
    ),
    "DATA_PROTECTION_POLICY": Unmanaged(
        "account_data_protection_policy",
        _HIGH,
        "A policy of the account masks values in records, which are evidence.",
    ),
    "TRANSFORMER_POLICY": Unmanaged(
        "account_transformer_policy",
        _MEDIUM,
        "A policy of the account rewrites records, so that metric filters may not match.",
    ),
}

_EXCEPT = "NOT IN"


def log_policies(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Policies of the account for its log groups, told once, at the first group that each covers.

    A criterion leaves groups out by name, or chooses them by prefix; one that chooses counts for
    all, as it may grow.
    """
    groups = sorted(resources.of("aws_cloudwatch_log_group"), key=lambda each: each.address)
    if not groups:
        return
    ours = resources.ids("aws_cloudwatch_log_account_policy")
    for kind, unmanaged in _POLICIES.items():
        for policy in aws.list(
            "logs", "describe_account_policies", "accountPolicies", policyType=kind
        ):
            name, criteria = policy["policyName"], str(policy.get("selectionCriteria") or "")
            covered = [each for each in groups if not _leaves_out(criteria, each.values["name"])]
            if name not in ours and covered:
                what = f"{name} {criteria}".strip()
                yield unmanaged.at(covered[0].address, what, name)


def _leaves_out(criteria: str, group: str) -> bool:
    return _EXCEPT in criteria and f'"{group}"' in criteria

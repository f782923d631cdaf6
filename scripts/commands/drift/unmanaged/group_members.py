"""Network interfaces in our security groups that belong to something else."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources

_GROUPS = ("aws_default_security_group", "aws_security_group")


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Instances and functions in a group have all that the group may reach.

    The interfaces of load balancers, tasks, databases, caches and file systems belong to AWS
    itself and name no instance.
    """
    groups = {each.id: each.address for each in resources.of(*_GROUPS)}
    if not groups:
        return
    with_functions = {
        group
        for function in resources.of("aws_lambda_function")
        for network in function.values.get("vpc_config") or []
        for group in network.get("security_group_ids") or []
    }
    instances = resources.ids("aws_instance")
    members = {"Name": "group-id", "Values": sorted(groups)}
    for interface in aws.list(
        "ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=[members]
    ):
        owner = (interface.get("Attachment") or {}).get("InstanceId")
        is_function = interface.get("InterfaceType") == "lambda"
        if not is_function and (not owner or owner in instances):
            continue
        for group in (each["GroupId"] for each in interface["Groups"]):
            if group in groups and not (is_function and group in with_functions):
                identifier = interface["NetworkInterfaceId"]
                whose = f"instance {owner}" if owner else "a Lambda function"
                yield added(
                    groups[group],
                    "network_interface",
                    f"{identifier} of {whose}",
                    Severity.CRITICAL,
                    "Something else is a member of the security group and reaches all that the "
                    "group may reach.",
                    identity=identifier,
                )

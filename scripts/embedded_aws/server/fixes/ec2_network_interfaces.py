"""EC2: the network interfaces of instances."""

from collections.abc import Iterator
from typing import Any

from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_STOPPED = ("shutting-down", "terminated")


@around(ec2, "_describe_network_interfaces")
def show_interfaces_of_instances(original: Handler, params: dict[str, Any]) -> Response:
    everything = ec2._network_interfaces
    interfaces = {each["NetworkInterfaceId"]: each for each in _interfaces_of_instances()}
    ec2._network_interfaces = {**dict(everything.items()), **interfaces}
    try:
        response: Response = original(params)
        return response
    finally:
        ec2._network_interfaces = everything


def _interfaces_of_instances() -> Iterator[dict[str, Any]]:
    """The primary interface of each instance; its id is the instance's, with another prefix."""
    for instance in ec2._instances.values():
        if instance["State"]["Name"] not in _STOPPED:
            digits = instance["InstanceId"].removeprefix("i-")
            yield {
                "NetworkInterfaceId": f"eni-{digits}",
                "SubnetId": instance["SubnetId"],
                "VpcId": instance["VpcId"],
                "Description": "",
                "OwnerId": ec2.get_account_id(),
                "Status": "in-use",
                "PrivateIpAddress": instance["PrivateIpAddress"],
                "MacAddress": "02:00:00:00:00:01",
                "Groups": instance["SecurityGroups"],
                "Attachment": {
                    "AttachmentId": f"eni-attach-{digits}",
                    "InstanceId": instance["InstanceId"],
                    "AttachTime": instance["LaunchTime"],
                },
            }

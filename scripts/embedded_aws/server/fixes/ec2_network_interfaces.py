"""EC2: network interfaces of instances and VPC endpoints."""

from collections.abc import Iterator
from typing import Any

from ministack.services import ec2

from scripts.embedded_aws.server.network_interfaces import endpoint_interfaces
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, insert_before, xml

_STOPPED = ("shutting-down", "terminated")


@around(ec2, "_describe_network_interfaces")
def show_interfaces_of_instances(original: Handler, params: dict[str, Any]) -> Response:
    everything = ec2._network_interfaces
    made = [*_interfaces_of_instances(), *_interfaces_of_endpoints()]
    interfaces = {each["NetworkInterfaceId"]: each for each in made}
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


def _interfaces_of_endpoints() -> Iterator[dict[str, Any]]:
    """One in each subnet of an interface endpoint, made by the endpoint's service."""
    for endpoint in ec2._vpc_endpoints.values():
        for interface, subnet in endpoint_interfaces(endpoint).items():
            yield {
                "NetworkInterfaceId": interface,
                "SubnetId": subnet,
                "VpcId": endpoint["VpcId"],
                "Description": f"VPC Endpoint Interface {endpoint['VpcEndpointId']}",
                "OwnerId": ec2.get_account_id(),
                "Status": "in-use",
                "InterfaceType": "vpc_endpoint",
                "PrivateIpAddress": "10.0.0.200",
                "MacAddress": "02:00:00:00:00:02",
                "Groups": [
                    {"GroupId": group, "GroupName": ""} for group in endpoint.get("_groups", [])
                ],
                "Requester": "amazon-vpc",
            }


@around(ec2, "_eni_fields_xml")
def show_requester(original: Handler, interface: dict[str, Any], tag: str = "item") -> str:
    requester = interface.get("Requester")
    extra = {"requesterManaged": requester is not None}
    extra |= {"requesterId": requester} if requester else {}
    return insert_before(original(interface, tag), f"</{tag}>", xml(extra))

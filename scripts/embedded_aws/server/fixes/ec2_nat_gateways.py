"""EC2: the address of a NAT gateway, and finding addresses by their tags."""

from typing import Any

from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, xml

_WITHOUT_ADDRESS = "<natGatewayAddressSet/>"


@around(ec2, "_create_nat_gateway", "_describe_nat_gateways")
def show_address(original: Handler, params: dict[str, Any]) -> Response:
    """Without it an imported NAT gateway would be replaced, for its `allocation_id`."""
    status, headers, body = original(params)
    before, *gateways = body.decode().split("<natGatewayId>")
    shown = []
    for gateway in gateways:
        record = ec2._nat_gateways.get(gateway.partition("<")[0], {})
        shown.append(gateway.replace(_WITHOUT_ADDRESS, _address_set(record), 1))
    return status, headers, "<natGatewayId>".join([before, *shown]).encode()


@around(ec2, "_describe_addresses")
def heed_filters_by_tag(original: Handler, params: dict[str, Any]) -> Response:
    filters, everything = ec2._parse_filters(params), ec2._addresses
    ec2._addresses = {
        identifier: address
        for identifier, address in everything.items()
        if ec2._resource_matches_tag_filters(identifier, filters)
    }
    try:
        response: Response = original(params)
        return response
    finally:
        ec2._addresses = everything


def _address_set(gateway: dict[str, Any]) -> str:
    address = ec2._addresses.get(gateway.get("AllocationId"))
    if not address:
        return _WITHOUT_ADDRESS
    digits = gateway["NatGatewayId"].removeprefix("nat-")
    members = {
        "allocationId": address["AllocationId"],
        "publicIp": address["PublicIp"],
        "networkInterfaceId": f"eni-{digits}",
        "associationId": f"eipassoc-{digits}",
        "isPrimary": True,
        "status": "succeeded",
    }
    return f"<natGatewayAddressSet>{xml({'item': members})}</natGatewayAddressSet>"

"""EC2: endpoints and gateways that lead into a VPC, and the Region's block of public access.

Members as in botocore's model of EC2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region, new_uuid
from ministack.services import ec2

from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response, xml


@dataclass(frozen=True)
class _Kind:
    """A kind of way in, by its names in EC2's requests and answers.

    operation: as in CreateOPERATION and DescribeOPERATIONs. id: member with the id. prefix: of
    ids. one and many: elements of the two answers. status: member and value once it is there.
    """

    operation: str
    id: str
    prefix: str
    one: str
    many: str
    status: tuple[str, Any]
    flat: bool = False

    @property
    def records(self) -> AccountRegionScopedDict:
        """What was created."""
        return regional_records(f"ec2_{self.operation}")

    def create(self, params: dict[str, Any]) -> Response:
        """Create one in a VPC, or in a subnet's VPC."""
        vpc = ec2._p(params, "VpcId")
        subnet = ec2._p(params, "SubnetId")
        if subnet:
            vpc = ec2._subnets.get(subnet, {}).get("VpcId", "")
        if vpc not in ec2._vpcs:
            return _missing("InvalidVpcID.NotFound", vpc or subnet)
        identifier = f"{self.prefix}-{new_uuid().replace('-', '')[:17]}"
        name, value = self.status
        record = {self.id: identifier, "vpcId": vpc, "ownerId": get_account_id(), name: value}
        if subnet:
            record["subnetId"] = subnet
        self.records[identifier] = record
        inner = xml(record) if self.flat else f"<{self.one}>{xml(record)}</{self.one}>"
        return _answer(f"Create{self.operation}", inner)

    def describe(self, _params: dict[str, Any]) -> Response:
        """All of them; `ec2_filters` leaves out what was not asked for."""
        items = "".join(f"<item>{xml(each)}</item>" for each in self.records.values())
        return _answer(f"Describe{self.operation}s", f"<{self.many}>{items}</{self.many}>")


_KINDS = (
    _Kind(
        "InstanceConnectEndpoint",
        "instanceConnectEndpointId",
        "eice",
        "instanceConnectEndpoint",
        "instanceConnectEndpointSet",
        ("state", "create-complete"),
    ),
    _Kind(
        "CarrierGateway",
        "carrierGatewayId",
        "cagw",
        "carrierGateway",
        "carrierGatewaySet",
        ("state", "available"),
    ),
    _Kind(
        "ClientVpnEndpoint",
        "clientVpnEndpointId",
        "cvpn-endpoint",
        "",
        "clientVpnEndpoint",
        ("status", {"code": "available"}),
        flat=True,
    ),
)
_BLOCK = regional_records("ec2_block_public_access")
_OFF, _MODE = "off", "internetGatewayBlockMode"


def _describe_block(_params: dict[str, Any]) -> Response:
    options = {
        "awsAccountId": get_account_id(),
        "awsRegion": get_region(),
        "state": "update-complete" if _BLOCK else "default-state",
        _MODE: _BLOCK.get(_MODE, _OFF),
        "managedBy": "account",
        "exclusionsAllowed": "allowed",
    }
    inner = f"<vpcBlockPublicAccessOptions>{xml(options)}</vpcBlockPublicAccessOptions>"
    return _answer("DescribeVpcBlockPublicAccessOptions", inner)


def _modify_block(params: dict[str, Any]) -> Response:
    _BLOCK[_MODE] = ec2._p(params, "InternetGatewayBlockMode")
    return _describe_block(params)


def _no_exclusions(_params: dict[str, Any]) -> Response:
    inner = "<vpcBlockPublicAccessExclusionSet/>"
    return _answer("DescribeVpcBlockPublicAccessExclusions", inner)


def _answer(action: str, inner: str) -> Response:
    response: Response = ec2._xml(200, f"{action}Response", inner)
    return response


def _missing(code: str, identifier: str) -> Response:
    response: Response = ec2._error(code, f"The ID '{identifier}' does not exist", 400)
    return response


_ANSWERS: dict[str, Callable[[dict[str, Any]], Response]] = {
    **{f"Create{each.operation}": each.create for each in _KINDS},
    **{f"Describe{each.operation}s": each.describe for each in _KINDS},
    "DescribeVpcBlockPublicAccessExclusions": _no_exclusions,
    "DescribeVpcBlockPublicAccessOptions": _describe_block,
    "ModifyVpcBlockPublicAccessOptions": _modify_block,
}
ec2._ACTION_MAP.update(_ANSWERS)

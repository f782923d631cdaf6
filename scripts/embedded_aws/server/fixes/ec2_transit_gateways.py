"""EC2: transit gateways and what attaches a VPC to them."""

from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import ec2

from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response, xml

_gateways = regional_records("transit_gateways")
_attachments = regional_records("transit_gateway_vpc_attachments")


def _create(params: dict[str, Any]) -> Response:
    identifier, place = _new("tgw"), f"{get_region()}:{get_account_id()}"
    gateway = {
        "transitGatewayId": identifier,
        "transitGatewayArn": f"arn:aws:ec2:{place}:transit-gateway/{identifier}",
        "state": "available",
        "ownerId": get_account_id(),
        "description": ec2._p(params, "Description"),
    }
    _gateways[identifier] = gateway
    return _answer("CreateTransitGateway", f"<transitGateway>{xml(gateway)}</transitGateway>")


def _attach(params: dict[str, Any]) -> Response:
    gateway, vpc = ec2._p(params, "TransitGatewayId"), ec2._p(params, "VpcId")
    if gateway not in _gateways:
        return _missing("InvalidTransitGatewayID.NotFound", gateway)
    if vpc not in ec2._vpcs:
        return _missing("InvalidVpcID.NotFound", vpc)
    attachment = {
        "transitGatewayAttachmentId": _new("tgw-attach"),
        "transitGatewayId": gateway,
        "vpcId": vpc,
        "vpcOwnerId": get_account_id(),
        "state": "available",
    }
    _attachments[attachment["transitGatewayAttachmentId"]] = attachment
    inner = f"<transitGatewayVpcAttachment>{xml(attachment)}</transitGatewayVpcAttachment>"
    return _answer("CreateTransitGatewayVpcAttachment", inner)


def _describe_attachments(params: dict[str, Any]) -> Response:
    wanted = ec2._parse_filters(params).get("vpc-id")
    found = [each for each in _attachments.values() if not wanted or each["vpcId"] in wanted]
    items = "".join(f"<item>{xml(each)}</item>" for each in found)
    inner = f"<transitGatewayVpcAttachments>{items}</transitGatewayVpcAttachments>"
    return _answer("DescribeTransitGatewayVpcAttachments", inner)


def _new(prefix: str) -> str:
    return f"{prefix}-{new_uuid().replace('-', '')[:17]}"


def _answer(action: str, inner: str) -> Response:
    response: Response = ec2._xml(200, f"{action}Response", inner)
    return response


def _missing(code: str, identifier: str) -> Response:
    response: Response = ec2._error(code, f"The ID '{identifier}' does not exist", 400)
    return response


ec2._ACTION_MAP["CreateTransitGateway"] = _create
ec2._ACTION_MAP["CreateTransitGatewayVpcAttachment"] = _attach
ec2._ACTION_MAP["DescribeTransitGatewayVpcAttachments"] = _describe_attachments

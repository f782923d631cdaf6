"""EC2: IPv6 blocks of VPCs and subnets, and routes for IPv6.

AWS gives a VPC a /56 of its own; a subnet takes a /64 of it.
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html, read 2026-11-30.
"""

import re
import secrets
from typing import Any

from ministack.core.responses import get_region
from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, insert_before, xml

Record = dict[str, Any]
_BLOCKS, _DESTINATION = "Ipv6CidrBlockAssociationSet", "DestinationIpv6CidrBlock"
_TARGETS = (
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
)
_FILTERS = {
    "ipv6-cidr-block-association.association-id": "AssociationId",
    "ipv6-cidr-block-association.ipv6-cidr-block": "Ipv6CidrBlock",
}
_ASSIGN = "AssignIpv6AddressOnCreation"


def _associate(record: Record, kind: str, block: str) -> Record:
    association = {"AssociationId": f"{kind}-{secrets.token_hex(9)[:17]}", "Ipv6CidrBlock": block}
    record.setdefault(_BLOCKS, []).append(association)
    return association


def _give_block(vpc: Record) -> Record:
    block = f"2600:1f14:{secrets.randbelow(0xFFFF):x}:{secrets.randbelow(0xFF):x}00::/56"
    association = _associate(vpc, "vpc-cidr-assoc", block)
    for table in ec2._route_tables.values():
        if table["VpcId"] == vpc["VpcId"]:
            _add_local_routes(table, vpc)
    return association


def _add_local_routes(table: Record, vpc: Record) -> None:
    known = {route.get(_DESTINATION) for route in table["Routes"]}
    for association in vpc.get(_BLOCKS, []):
        if association["Ipv6CidrBlock"] not in known:
            local = {_DESTINATION: association["Ipv6CidrBlock"], "GatewayId": "local"}
            table["Routes"].append({**local, "State": "active", "Origin": "CreateRouteTable"})


def _identifier(response: Response, element: str) -> str:
    found = re.search(rf"<{element}>([^<]+)</{element}>", response[2].decode())
    return found[1] if found else ""


@around(ec2, "_create_vpc")
def give_a_new_vpc_a_block(original: Handler, params: Record) -> Response:
    response: Response = original(params)
    vpc = ec2._vpcs.get(_identifier(response, "vpcId"))
    if not vpc or ec2._p(params, "AmazonProvidedIpv6CidrBlock").lower() != "true":
        return response
    _give_block(vpc)
    created: Response = ec2._xml(200, "CreateVpcResponse", ec2._vpc_fields_xml(vpc, tag="vpc"))
    return created


@around(ec2, "_create_route_table")
def route_within_the_vpc(original: Handler, params: Record) -> Response:
    response: Response = original(params)
    table = ec2._route_tables.get(_identifier(response, "routeTableId"))
    if table:
        _add_local_routes(table, ec2._vpcs.get(table["VpcId"], {}))
    return response


@around(ec2, "_create_subnet")
def give_a_new_subnet_its_block(original: Handler, params: Record) -> Response:
    response: Response = original(params)
    subnet = ec2._subnets.get(_identifier(response, "subnetId"))
    block = ec2._p(params, "Ipv6CidrBlock")
    if not subnet or not block:
        return response
    _associate(subnet, "subnet-cidr-assoc", block)
    body = ec2._subnet_fields_xml(subnet, tag="subnet")
    created: Response = ec2._xml(200, "CreateSubnetResponse", body)
    return created


@around(ec2, "_modify_subnet_attribute")
def keep_assignment(original: Handler, params: Record) -> Response:
    response: Response = original(params)
    value = ec2._p(params, f"{_ASSIGN}.Value")
    if response[0] == 200 and value:
        ec2._subnets[ec2._p(params, "SubnetId")][_ASSIGN] = value.lower() == "true"
    return response


@around(ec2, "_matches_vpc_filters", "_matches_subnet_filters")
def filter_by_block(original: Handler, record: Record, filters: dict[str, list[str]]) -> bool:
    blocks = record.get(_BLOCKS, [])
    for name, member in _FILTERS.items():
        if name in filters and not {each[member] for each in blocks} & set(filters[name]):
            return False
    return bool(original(record, filters))


@around(ec2, "_vpc_fields_xml", "_subnet_fields_xml")
def show_blocks(original: Handler, record: Record, tag: str = "item") -> str:
    text = original(record, tag)
    if record.get(_ASSIGN):
        text = text.replace(f"<a{_ASSIGN[1:]}>false", f"<a{_ASSIGN[1:]}>true")
    items = "".join(xml({"item": _wire(each)}) for each in record.get(_BLOCKS, []))
    blocks = f"<ipv6CidrBlockAssociationSet>{items}</ipv6CidrBlockAssociationSet>"
    return insert_before(text, f"</{tag}>", blocks)


def _wire(association: Record) -> Record:
    return {
        "associationId": association["AssociationId"],
        "ipv6CidrBlock": association["Ipv6CidrBlock"],
        "ipv6CidrBlockState": {"state": association.get("State", "associated")},
        "ipv6Pool": "Amazon",
        "networkBorderGroup": get_region(),
    }


def _associate_vpc(params: Record) -> Response:
    vpc = ec2._vpcs.get(ec2._p(params, "VpcId"))
    if not vpc:
        return _missing("InvalidVpcID.NotFound", ec2._p(params, "VpcId"))
    return _answer("AssociateVpcCidrBlock", "vpcId", vpc["VpcId"], _give_block(vpc))


def _associate_subnet(params: Record) -> Response:
    subnet = ec2._subnets.get(ec2._p(params, "SubnetId"))
    if not subnet:
        return _missing("InvalidSubnetID.NotFound", ec2._p(params, "SubnetId"))
    association = _associate(subnet, "subnet-cidr-assoc", ec2._p(params, "Ipv6CidrBlock"))
    return _answer("AssociateSubnetCidrBlock", "subnetId", subnet["SubnetId"], association)


def _disassociate(params: Record) -> Response:
    """DisassociateVpcCidrBlock and DisassociateSubnetCidrBlock."""
    wanted, action = ec2._p(params, "AssociationId"), ec2._p(params, "Action")
    for key, records in (("VpcId", ec2._vpcs), ("SubnetId", ec2._subnets)):
        for record in records.values():
            for association in record.get(_BLOCKS, []):
                if association["AssociationId"] == wanted:
                    record[_BLOCKS].remove(association)
                    gone = {**association, "State": "disassociated"}
                    return _answer(action, key[:1].lower() + key[1:], record[key], gone)
    return _missing("InvalidCidrBlockAssociationID.NotFound", wanted)


def _answer(action: str, element: str, identifier: str, association: Record) -> Response:
    body = xml({element: identifier, "ipv6CidrBlockAssociation": _wire(association)})
    response: Response = ec2._xml(200, f"{action}Response", body)
    return response


def _missing(code: str, identifier: str) -> Response:
    response: Response = ec2._error(code, f"The ID '{identifier}' does not exist", 400)
    return response


@around(ec2, "_create_route", "_replace_route", "_delete_route")
def keep_routes_for_ipv6(original: Handler, params: Record) -> Response:
    destination, action = ec2._p(params, _DESTINATION), ec2._p(params, "Action")
    table = ec2._route_tables.get(ec2._p(params, "RouteTableId"))
    if not destination or not table:
        response: Response = original(params)
        return response
    others = [route for route in table["Routes"] if route.get(_DESTINATION) != destination]
    known = len(others) < len(table["Routes"])
    if action == "CreateRoute" and known:
        return ec2._error(
            "RouteAlreadyExists", f"The route identified by {destination} exists", 400
        )
    if action != "CreateRoute" and not known:
        return ec2._error("InvalidRoute.NotFound", f"There is no route to {destination}", 400)
    if action != "DeleteRoute":
        target = {name: ec2._p(params, name) for name in _TARGETS if ec2._p(params, name)}
        origin = {"State": "active", "Origin": "CreateRoute"}
        others.append({_DESTINATION: destination, **target, **origin})
    table["Routes"] = others
    changed: Response = ec2._xml(200, f"{action}Response", "<return>true</return>")
    return changed


ec2._ACTION_MAP["AssociateVpcCidrBlock"] = _associate_vpc
ec2._ACTION_MAP["AssociateSubnetCidrBlock"] = _associate_subnet
ec2._ACTION_MAP["DisassociateVpcCidrBlock"] = _disassociate
ec2._ACTION_MAP["DisassociateSubnetCidrBlock"] = _disassociate

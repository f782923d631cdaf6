"""EC2: filters of lists, of which MiniStack ignores most and returns everything.

A filter that AWS has and that is missing here is refused, because a client would take what it did
not ask for.
"""

import fnmatch
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, register_namespace, tostring

from defusedxml import ElementTree
from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_IPV6 = "ipv6CidrBlockAssociationSet/item"
# Operation -> filter -> path in an entry of the answer. Besides these, `tag:KEY` and `tag-key`.
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html (2026-11)
_PATHS: dict[str, dict[str, str]] = {
    "DescribeAddresses": {
        "allocation-id": "allocationId",
        "association-id": "associationId",
        "public-ip": "publicIp",
    },
    "DescribeAvailabilityZones": {
        "group-name": "groupName",
        "opt-in-status": "optInStatus",
        "region-name": "regionName",
        "state": "zoneState",
        "zone-id": "zoneId",
        "zone-name": "zoneName",
        "zone-type": "zoneType",
    },
    "DescribeCarrierGateways": {"carrier-gateway-id": "carrierGatewayId", "vpc-id": "vpcId"},
    "DescribeEgressOnlyInternetGateways": {},
    "DescribeFlowLogs": {
        "flow-log-id": "flowLogId",
        "resource-id": "resourceId",
        "traffic-type": "trafficType",
    },
    "DescribeInstanceConnectEndpoints": {
        "instance-connect-endpoint-id": "instanceConnectEndpointId",
        "state": "state",
        "subnet-id": "subnetId",
        "vpc-id": "vpcId",
    },
    "DescribeInstances": {
        "subnet-id": "instancesSet/item/subnetId",
        "vpc-id": "instancesSet/item/vpcId",
    },
    "DescribeInternetGateways": {
        "attachment.state": "attachmentSet/item/state",
        "attachment.vpc-id": "attachmentSet/item/vpcId",
        "internet-gateway-id": "internetGatewayId",
        "owner-id": "ownerId",
    },
    "DescribeManagedPrefixLists": {
        "owner-id": "ownerId",
        "prefix-list-id": "prefixListId",
        "prefix-list-name": "prefixListName",
    },
    "DescribeNatGateways": {
        "nat-gateway-id": "natGatewayId",
        "state": "state",
        "subnet-id": "subnetId",
        "vpc-id": "vpcId",
    },
    "DescribeNetworkAcls": {
        "association.subnet-id": "associationSet/item/subnetId",
        "default": "default",
        "network-acl-id": "networkAclId",
        "vpc-id": "vpcId",
    },
    "DescribeNetworkInterfaces": {
        "attachment.instance-id": "attachment/instanceId",
        "attachment.instance-owner-id": "attachment/instanceOwnerId",
        "description": "description",
        "group-id": "groupSet/item/groupId",
        "interface-type": "interfaceType",
        "network-interface-id": "networkInterfaceId",
        "requester-id": "requesterId",
        "status": "status",
        "subnet-id": "subnetId",
        "vpc-id": "vpcId",
    },
    "DescribePrefixLists": {
        "prefix-list-id": "prefixListId",
        "prefix-list-name": "prefixListName",
    },
    "DescribeRegions": {"opt-in-status": "optInStatus", "region-name": "regionName"},
    "DescribeRouteTables": {
        "association.main": "associationSet/item/main",
        "association.route-table-association-id": "associationSet/item/routeTableAssociationId",
        "association.subnet-id": "associationSet/item/subnetId",
        "route-table-id": "routeTableId",
        "vpc-id": "vpcId",
    },
    "DescribeSecurityGroupRules": {
        "group-id": "groupId",
        "security-group-rule-id": "securityGroupRuleId",
    },
    "DescribeSecurityGroups": {
        "description": "groupDescription",
        "group-id": "groupId",
        "group-name": "groupName",
        "vpc-id": "vpcId",
    },
    "DescribeSubnets": {
        "availability-zone": "availabilityZone",
        "cidr-block": "cidrBlock",
        "ipv6-cidr-block-association.association-id": f"{_IPV6}/associationId",
        "state": "state",
        "subnet-id": "subnetId",
        "vpc-id": "vpcId",
    },
    "DescribeTransitGatewayVpcAttachments": {
        "state": "state",
        "transit-gateway-id": "transitGatewayId",
        "vpc-id": "vpcId",
    },
    "DescribeVpcEndpoints": {
        "service-name": "serviceName",
        "vpc-endpoint-id": "vpcEndpointId",
        "vpc-endpoint-state": "state",
        "vpc-endpoint-type": "vpcEndpointType",
        "vpc-id": "vpcId",
    },
    "DescribeVpcPeeringConnections": {
        "accepter-vpc-info.vpc-id": "accepterVpcInfo/vpcId",
        "requester-vpc-info.vpc-id": "requesterVpcInfo/vpcId",
        "status-code": "status/code",
    },
    "DescribeVpcs": {
        "cidr": "cidrBlock",
        "ipv6-cidr-block-association.association-id": f"{_IPV6}/associationId",
        "is-default": "isDefault",
        "state": "state",
        "vpc-id": "vpcId",
    },
    "DescribeVpnGateways": {"attachment.vpc-id": "attachments/item/vpcId", "state": "state"},
}
_OK = 200


@around(ec2, "handle_request")
async def honour_filters(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    params = _parameters(query, body)
    action, filters = ec2._p(params, "Action"), _filters(params)
    if missing := sorted(name for name in filters if not _is_known(action, name)):
        text = f"The embedded AWS does not have the filter '{missing[0]}' of {action} yet."
        refusal: Response = ec2._error("UnsupportedOperation", text, 400)
        return refusal
    response: Response = await original(method, path, headers, body, query)
    status, answer_headers, answer = response
    if not filters or status != _OK:
        return response
    return status, answer_headers, _filtered(answer, _PATHS[action], filters)


def _parameters(query: dict[str, Any], body: bytes) -> dict[str, Any]:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    return {**query, **ec2.parse_qs(text)}


def _filters(params: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = ec2._parse_filters(params)
    return found


def _is_known(action: str, name: str) -> bool:
    tagged = name.startswith("tag:") or name == "tag-key"
    return action in _PATHS and (tagged or name in _PATHS[action])


def _filtered(answer: Any, paths: dict[str, str], filters: dict[str, list[str]]) -> bytes:
    """The answer without the entries that a filter leaves out; its one list has them all."""
    root = ElementTree.fromstring(answer)
    namespace = root.tag.partition("}")[0] + "}" if root.tag.startswith("{") else ""
    for entries in root:
        for entry in list(entries.findall(f"{namespace}item")):
            if not all(
                _fits(set(_values(entry, paths, name, namespace)), wanted)
                for name, wanted in filters.items()
            ):
                entries.remove(entry)
    register_namespace("", namespace.strip("{}"))
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _values(entry: Element, paths: dict[str, str], name: str, namespace: str) -> Iterator[str]:
    """What an entry has of a filter's path, or of its tags."""
    if name in paths:
        path = "/".join(namespace + step for step in paths[name].split("/"))
        yield from (each.text or "" for each in entry.findall(path))
        return
    for tag in entry.findall(f"{namespace}tagSet/{namespace}item"):
        key = tag.findtext(f"{namespace}key", "")
        if name == "tag-key":
            yield key
        elif key == name.removeprefix("tag:"):
            yield tag.findtext(f"{namespace}value", "")


def _fits(held: set[str], wanted: list[str]) -> bool:
    """Whether one value matches one pattern; `*` and `?` are EC2's wildcards."""
    patterns = [each.replace("[", "[[]") for each in wanted]
    return any(fnmatch.fnmatchcase(value, pattern) for value in held for pattern in patterns)

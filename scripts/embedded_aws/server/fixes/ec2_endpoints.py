"""EC2 VPC endpoints: policy, security groups, private DNS and DNS entries."""

from typing import Any

from ministack.core.responses import get_region
from ministack.services import ec2

from scripts.embedded_aws.server.network_interfaces import endpoint_interfaces
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, insert_before, xml

_OPEN_POLICY = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}'
_HOSTED_ZONE = "Z1YSA3EXCYUU9Z"


@around(ec2, "_create_vpc_endpoint")
def keep_members(original: Handler, params: dict[str, Any]) -> Response:
    before = set(ec2._vpc_endpoints)
    response = original(params)
    made = set(ec2._vpc_endpoints) - before
    if not made:
        return response
    endpoint = ec2._vpc_endpoints[made.pop()]
    endpoint["_policy"] = ec2._p(params, "PolicyDocument") or _OPEN_POLICY
    if endpoint["VpcEndpointType"] == "Interface":
        groups = ec2._parse_member_list(params, "SecurityGroupId")
        endpoint["_groups"] = groups or _default_groups(endpoint["VpcId"])
        endpoint["_private_dns"] = ec2._p(params, "PrivateDnsEnabled", "true") == "true"
    fields = ec2._vpce_fields_xml(endpoint, tag="vpcEndpoint")
    return ec2._xml(200, "CreateVpcEndpointResponse", fields)


@around(ec2, "_modify_vpc_endpoint")
def change_members(original: Handler, params: dict[str, Any]) -> Response:
    response = original(params)
    endpoint = ec2._vpc_endpoints.get(ec2._p(params, "VpcEndpointId"))
    if endpoint:
        removed = ec2._parse_member_list(params, "RemoveSecurityGroupId")
        added = ec2._parse_member_list(params, "AddSecurityGroupId")
        kept = [group for group in endpoint.get("_groups", []) if group not in removed]
        endpoint["_groups"] = kept + [group for group in added if group not in kept]
        if ec2._p(params, "PrivateDnsEnabled"):
            endpoint["_private_dns"] = ec2._p(params, "PrivateDnsEnabled") == "true"
        if ec2._p(params, "PolicyDocument"):
            endpoint["_policy"] = ec2._p(params, "PolicyDocument")
        if ec2._p(params, "ResetPolicy") == "true":
            endpoint["_policy"] = _OPEN_POLICY
    return response


@around(ec2, "_vpce_fields_xml")
def show_members(original: Handler, endpoint: dict[str, Any], tag: str = "item") -> str:
    groups = "".join(
        f"<item>{xml({'groupId': group, 'groupName': _group_name(group)})}</item>"
        for group in endpoint.get("_groups", [])
    )
    extra = f"<groupSet>{groups}</groupSet>" + xml(
        {
            "privateDnsEnabled": endpoint.get("_private_dns", False),
            "requesterManaged": False,
            "policyDocument": endpoint.get("_policy"),
        }
    )
    if endpoint["VpcEndpointType"] == "Interface":
        interfaces = "".join(f"<item>{each}</item>" for each in endpoint_interfaces(endpoint))
        extra += f"<networkInterfaceIdSet>{interfaces}</networkInterfaceIdSet>"
        extra += "<ipAddressType>ipv4</ipAddressType>" + _dns_entries(endpoint)
    return insert_before(original(endpoint, tag), f"</{tag}>", extra)


def _dns_entries(endpoint: dict[str, Any]) -> str:
    service = endpoint["ServiceName"].split(".")[-1]
    name = f"{endpoint['VpcEndpointId']}.{service}.{get_region()}.vpce.amazonaws.com"
    entry = xml({"dnsName": name, "hostedZoneId": _HOSTED_ZONE})
    return f"<dnsEntrySet><item>{entry}</item></dnsEntrySet>"


def _default_groups(vpc_id: str) -> list[str]:
    return [
        identifier
        for identifier, group in ec2._security_groups.items()
        if group.get("VpcId") == vpc_id and group.get("GroupName") == "default"
    ]


def _group_name(identifier: str) -> str:
    return str(ec2._security_groups.get(identifier, {}).get("GroupName", ""))

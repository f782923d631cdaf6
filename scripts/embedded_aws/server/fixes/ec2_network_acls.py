"""EC2 network ACLs: every subnet has one, and a rule keeps its ports."""

from typing import Any

from ministack.core.responses import new_uuid
from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_FILTERS = {
    "association.subnet-id": "SubnetId",
    "association.association-id": "NetworkAclAssociationId",
}


def _give_every_subnet_an_acl() -> None:
    """A subnet that no ACL names belongs to its VPC's default ACL."""
    acls = ec2._network_acls.values()
    for acl in acls:
        kept = [item for item in acl["Associations"] if item["SubnetId"] in ec2._subnets]
        acl["Associations"][:] = kept
    taken = {item["SubnetId"] for acl in acls for item in acl["Associations"]}
    for acl in acls:
        if not acl.get("IsDefault"):
            continue
        for identifier, subnet in ec2._subnets.items():
            if subnet["VpcId"] == acl["VpcId"] and identifier not in taken:
                association = "aclassoc-" + new_uuid().replace("-", "")[:17]
                acl["Associations"].append(
                    {"NetworkAclAssociationId": association, "SubnetId": identifier}
                )


@around(ec2, "_describe_network_acls")
def filter_by_association(original: Handler, params: dict[str, Any]) -> Response:
    _give_every_subnet_an_acl()
    filters = ec2._parse_filters(params)
    asked = {_FILTERS[name]: set(filters[name]) for name in _FILTERS if filters.get(name)}
    if not asked:
        return original(params)
    everything = ec2._network_acls
    ec2._network_acls = {
        identifier: acl
        for identifier, acl in everything.items()
        if any(item[key] in asked[key] for item in acl["Associations"] for key in asked)
    }
    try:
        return original(params)
    finally:
        ec2._network_acls = everything


@around(ec2, "_replace_network_acl_association")
def move_the_subnet(original: Handler, params: dict[str, Any]) -> Response:
    _give_every_subnet_an_acl()
    asked = ec2._p(params, "AssociationId")
    associations = [i for acl in ec2._network_acls.values() for i in acl["Associations"]]
    found = [item for item in associations if item["NetworkAclAssociationId"] == asked]
    if not found:
        return ec2._error(
            "InvalidAssociationID.NotFound", f"The association ID '{asked}' does not exist", 400
        )
    subnet = found[0]["SubnetId"]
    response = original(params)
    if response[0] == 200:
        acl = ec2._network_acls[ec2._p(params, "NetworkAclId")]
        acl["Associations"][-1]["SubnetId"] = subnet
    return response


@around(ec2, "_delete_network_acl")
def settle_before_delete(original: Handler, params: dict[str, Any]) -> Response:
    _give_every_subnet_an_acl()
    return original(params)


@around(ec2, "_create_network_acl_entry", "_replace_network_acl_entry")
def keep_ports(original: Handler, params: dict[str, Any]) -> Response:
    response = original(params)
    acl = ec2._network_acls.get(ec2._p(params, "NetworkAclId"))
    if acl and ec2._p(params, "PortRange.From"):
        acl["Entries"][-1]["_ports"] = [
            ec2._p(params, "PortRange.From"),
            ec2._p(params, "PortRange.To"),
        ]
    return response


@around(ec2, "_network_acl_entry_xml")
def show_ports(original: Handler, entry: dict[str, Any]) -> str:
    text = original(entry)
    if entry.get("_ports") is None:
        return text
    first, last = entry["_ports"]
    return text.replace(
        "</item>", f"<portRange><from>{first}</from><to>{last}</to></portRange></item>"
    )

"""Amazon EC2: security groups."""

from scripts.resources.actions import ec2 as ec2_actions
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import INTERRUPTS
from scripts.resources.facets.picture import NotDrawn
from scripts.resources.finders import security_groups

# Who may reach whom, which is compared with all rules of the group.
_TRAFFIC = (
    "cidr_ipv4 cidr_ipv6 from_port ip_protocol prefix_list_id referenced_security_group_id "
    "security_group_id to_port"
)

TYPES = (
    ResourceType(
        name="aws_default_security_group",
        arguments=Arguments(
            needed="vpc_id",
            refers={"vpc_id": "aws_vpc"},
            judged="egress ingress",
        ),
        deletion=Deletion(rebuilt=True),
        charge=Free("Security groups are free."),
        discovery=Idempotent("it takes over the group that the VPC came with"),
        picture=NotDrawn("drawn as arrows of traffic"),
        actions=ec2_actions.DEFAULT_SECURITY_GROUP,
        stack="deployment",
        required=True,
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_security_group",
        arguments=Arguments(
            needed="description name tags vpc_id",
            refers={"vpc_id": "aws_vpc"},
            from_settings="name tags",
            free="description tags",
            judged="egress ingress",
        ),
        deletion=Deletion(
            INTERRUPTS, "Traffic that it allowed is blocked until another group allows it."
        ),
        charge=Free("Security groups are free."),
        discovery=FoundBy(security_groups.group),
        picture=NotDrawn("drawn as arrows of traffic"),
        actions=ec2_actions.SECURITY_GROUP,
        stack="deployment",
        drift=Drift(Sensitivity.GUARD, read_elsewhere=("egress", "ingress")),
    ),
    KnownType(
        name="aws_security_group_rule",
        deletion=Deletion(INTERRUPTS, "Traffic that it allowed is blocked."),
        charge=Free("Security groups are free."),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_vpc_security_group_egress_rule",
        arguments=Arguments(
            needed="description from_port ip_protocol security_group_id to_port",
            optional="cidr_ipv4 referenced_security_group_id",
            refers={
                "referenced_security_group_id": "aws_security_group",
                "security_group_id": "aws_security_group",
            },
            free="description",
            judged=_TRAFFIC,
        ),
        deletion=Deletion(INTERRUPTS, "Outbound traffic that it allowed is blocked."),
        charge=Free("Security groups are free."),
        discovery=FoundBy(security_groups.egress_rule),
        picture=NotDrawn("drawn as arrows of traffic"),
        actions=ec2_actions.EGRESS_RULE,
        stack="deployment",
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_vpc_security_group_ingress_rule",
        arguments=Arguments(
            needed="description from_port ip_protocol security_group_id to_port",
            optional="cidr_ipv4 cidr_ipv6 referenced_security_group_id",
            refers={
                "referenced_security_group_id": "aws_security_group",
                "security_group_id": "aws_security_group",
            },
            free="description",
            judged=_TRAFFIC,
        ),
        deletion=Deletion(INTERRUPTS, "Inbound traffic that it allowed is blocked."),
        charge=Free("Security groups are free."),
        discovery=FoundBy(security_groups.ingress_rule),
        picture=NotDrawn("drawn as arrows of traffic"),
        actions=ec2_actions.INGRESS_RULE,
        stack="deployment",
        drift=Drift(Sensitivity.GUARD),
    ),
)

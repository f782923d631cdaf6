"""Amazon Route 53."""

from scripts.resources.actions import route53 as route53_actions
from scripts.resources.charges import network as network_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import INTERRUPTS
from scripts.resources.facets.picture import Edge, Icon
from scripts.resources.facets.predicates import changed
from scripts.resources.finders import load_balancing

TYPES = (
    ResourceType(
        name="aws_route53_record",
        arguments=Arguments(
            needed="alias.evaluate_target_health alias.name alias.zone_id name type zone_id",
            optional="alias allow_overwrite records ttl",
            refers={
                "alias.name": "aws_lb",
                "alias.zone_id": "aws_lb",
                "records": "aws_acm_certificate",
            },
            from_settings="name zone_id",
            free="allow_overwrite ttl",
        ),
        deletion=Deletion(
            INTERRUPTS,
            "The name no longer resolves.",
            meanwhile="the name does not resolve for a moment.",
        ),
        charge=Free(
            "Records are free and so are queries of an alias; the hosted zone, $0.50 a "
            "month, is yours already."
        ),
        discovery=FoundBy(load_balancing.record),
        picture=Icon(
            "network/route-53.png",
            "Route 53",
            "region",
            1,
            details=("{name}",),
            fold=True,
            only_if="alias",
        ),
        edges=(Edge("alias", "uses"),),
        actions=route53_actions.RECORD,
        stack="deployment",
        rules=(
            Rule("records", changed, INTERRUPTS, "The name points to {after} instead of {before}."),
            Rule(
                "alias.name", changed, INTERRUPTS, "The name points to {after} instead of {before}."
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(name="aws_route53_zone", charge=network_charges.zone, drift=Drift(Sensitivity.VITAL)),
)

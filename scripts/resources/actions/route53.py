"""Amazon Route 53: records of the hosted zone that the settings name."""

from scripts.resources.facets.actions import Actions, arn, grant

_ZONE = arn("route53", "hostedzone/{zone}", region="", account="")
_CHANGE = arn("route53", "change/*", region="", account="")

RECORD = Actions(
    read=(grant("route53:GetHostedZone route53:ListResourceRecordSets", _ZONE),),
    create=(
        grant("route53:ChangeResourceRecordSets", _ZONE),
        grant("route53:GetChange", _CHANGE),
    ),
    update=(
        grant("route53:ChangeResourceRecordSets", _ZONE),
        grant("route53:GetChange", _CHANGE),
    ),
    delete=(
        grant("route53:ChangeResourceRecordSets", _ZONE),
        grant("route53:GetChange", _CHANGE),
    ),
)

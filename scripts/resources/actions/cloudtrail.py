"""AWS CloudTrail: trails are named."""

from scripts.resources.facets.actions import Actions, arn, grant, pass_role, service_linked_role

_TRAIL = arn("cloudtrail", "trail/openemr-{name}-*")

TRAIL = Actions(
    read=(
        grant("cloudtrail:DescribeTrails"),
        grant("cloudtrail:GetEventSelectors", _TRAIL),
        grant("cloudtrail:GetTrailStatus cloudtrail:ListTags", _TRAIL),
    ),
    create=(
        grant("cloudtrail:AddTags cloudtrail:CreateTrail", _TRAIL),
        grant("cloudtrail:PutEventSelectors cloudtrail:StartLogging", _TRAIL),
        pass_role("cloudtrail.amazonaws.com"),
        service_linked_role("cloudtrail.amazonaws.com"),
    ),
    update=(
        grant("cloudtrail:AddTags cloudtrail:RemoveTags cloudtrail:UpdateTrail", _TRAIL),
        grant("cloudtrail:PutEventSelectors cloudtrail:StartLogging", _TRAIL),
        pass_role("cloudtrail.amazonaws.com"),
        service_linked_role("cloudtrail.amazonaws.com"),
    ),
    delete=(grant("cloudtrail:DeleteTrail", _TRAIL),),
)

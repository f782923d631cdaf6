"""Amazon EventBridge: rules of the default bus are named."""

from scripts.resources.facets.actions import Actions, arn, grant

_RULE = arn("events", "rule/openemr-{name}-*")

RULE = Actions(
    read=(grant("events:DescribeRule events:ListTagsForResource", _RULE),),
    create=(grant("events:PutRule events:TagResource", _RULE),),
    update=(grant("events:PutRule events:TagResource events:UntagResource", _RULE),),
    delete=(grant("events:DeleteRule", _RULE),),
)
TARGET = Actions(
    read=(grant("events:ListTargetsByRule", _RULE),),
    create=(grant("events:PutTargets", _RULE),),
    update=(grant("events:PutTargets", _RULE),),
    delete=(grant("events:RemoveTargets", _RULE),),
)

"""Amazon SNS: topics are named."""

from scripts.resources.facets.actions import Actions, arn, grant

_TOPIC = arn("sns", "openemr-{name}-*")

TOPIC = Actions(
    read=(grant("sns:GetTopicAttributes sns:ListTagsForResource", _TOPIC),),
    create=(grant("sns:CreateTopic sns:SetTopicAttributes sns:TagResource", _TOPIC),),
    update=(grant("sns:SetTopicAttributes sns:TagResource sns:UntagResource", _TOPIC),),
    delete=(grant("sns:DeleteTopic", _TOPIC),),
)
POLICY = Actions(
    read=(grant("sns:GetTopicAttributes", _TOPIC),),
    create=(grant("sns:SetTopicAttributes", _TOPIC),),
    update=(grant("sns:SetTopicAttributes", _TOPIC),),
    delete=(grant("sns:SetTopicAttributes", _TOPIC),),
)
SUBSCRIPTION = Actions(
    read=(grant("sns:GetSubscriptionAttributes"),),
    create=(grant("sns:Subscribe", _TOPIC),),
    delete=(grant("sns:Unsubscribe"),),
)

"""Application Auto Scaling: the ids of scalable targets are random, only ECS has them here.

The alarms of target tracking are made with the caller's rights:
https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html
"""

from scripts.resources.facets.actions import (
    Actions,
    arn,
    grant,
    service_linked_role,
)

_TARGET = arn("application-autoscaling", "scalable-target/*")
_OF_ECS = (("StringEquals", "application-autoscaling:service-namespace", "ecs"),)
_ALARMS = arn("cloudwatch", "alarm:TargetTracking-service/openemr-{name}-*")
# Terraform goes on with what does not depend on it.
EFFECT = (
    "no autoscaling: Terraform makes the rest and ends with an error, tasks stay at the minimum"
)

_REGISTER = "application-autoscaling:RegisterScalableTarget"
_TAG = "application-autoscaling:TagResource"
TARGET = Actions(
    read=(
        grant("application-autoscaling:DescribeScalableTargets", optional=EFFECT),
        grant("application-autoscaling:ListTagsForResource", _TARGET, optional=EFFECT),
    ),
    create=(
        grant(_REGISTER, _TARGET, when=_OF_ECS, optional=EFFECT),
        grant(_TAG, _TARGET, optional=EFFECT),
        service_linked_role("ecs.application-autoscaling.amazonaws.com"),
    ),
    update=(
        grant(_REGISTER, _TARGET, when=_OF_ECS, optional=EFFECT),
        grant(f"{_TAG} application-autoscaling:UntagResource", _TARGET, optional=EFFECT),
    ),
    delete=(
        grant(
            "application-autoscaling:DeregisterScalableTarget",
            _TARGET,
            when=_OF_ECS,
            optional=EFFECT,
        ),
    ),
)
_PUT = (
    grant("application-autoscaling:PutScalingPolicy", _TARGET, when=_OF_ECS, optional=EFFECT),
    grant("cloudwatch:DescribeAlarms", optional=EFFECT),
    grant("cloudwatch:PutMetricAlarm", _ALARMS, optional=EFFECT),
)
POLICY = Actions(
    read=(grant("application-autoscaling:DescribeScalingPolicies", optional=EFFECT),),
    create=_PUT,
    update=_PUT,
    delete=(
        grant(
            "application-autoscaling:DeleteScalingPolicy", _TARGET, when=_OF_ECS, optional=EFFECT
        ),
        grant("cloudwatch:DeleteAlarms", _ALARMS, optional=EFFECT),
    ),
)

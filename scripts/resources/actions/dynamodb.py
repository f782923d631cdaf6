"""Amazon DynamoDB: the lock table of the remote state, which the settings name."""

from scripts.resources.facets.actions import Actions, arn, grant

_TABLE = arn("dynamodb", "table/*")

LOCK_TABLE = Actions(
    read=(
        grant("dynamodb:DescribeContinuousBackups dynamodb:DescribeTable", _TABLE),
        grant("dynamodb:DescribeTimeToLive dynamodb:ListTagsOfResource", _TABLE),
    ),
    create=(
        grant("dynamodb:CreateTable dynamodb:TagResource", _TABLE),
        grant("dynamodb:UpdateContinuousBackups", _TABLE),
    ),
    update=(
        grant("dynamodb:TagResource dynamodb:UntagResource dynamodb:UpdateTable", _TABLE),
        grant("dynamodb:UpdateContinuousBackups", _TABLE),
    ),
    delete=(grant("dynamodb:DeleteTable", _TABLE),),
)

"""Amazon CloudWatch Logs: log groups are named, some of them by other services' rules."""

from scripts.resources.facets.actions import Actions, arn, grant

LOG_GROUPS = tuple(
    arn("logs", f"log-group:{name}*")
    for name in (
        "/openemr/{name}/",
        "/aws/rds/cluster/openemr-{name}-",
        "aws-waf-logs-openemr-{name}-",
    )
)

LOG_GROUP = Actions(
    read=(
        grant("logs:DescribeLogGroups"),
        grant("logs:ListTagsForResource", *LOG_GROUPS),
    ),
    create=(
        grant("logs:CreateLogGroup logs:PutRetentionPolicy logs:TagResource", *LOG_GROUPS),
        grant("logs:AssociateKmsKey", *LOG_GROUPS),
    ),
    update=(
        grant("logs:AssociateKmsKey logs:DeleteRetentionPolicy", *LOG_GROUPS),
        grant("logs:PutRetentionPolicy logs:TagResource logs:UntagResource", *LOG_GROUPS),
    ),
    delete=(grant("logs:DeleteLogGroup", *LOG_GROUPS),),
)
METRIC_FILTER = Actions(
    read=(grant("logs:DescribeMetricFilters", *LOG_GROUPS),),
    create=(grant("logs:PutMetricFilter", *LOG_GROUPS),),
    update=(grant("logs:PutMetricFilter", *LOG_GROUPS),),
    delete=(grant("logs:DeleteMetricFilter", *LOG_GROUPS),),
)

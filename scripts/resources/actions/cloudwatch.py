"""Amazon CloudWatch: alarms and dashboards are named."""

from scripts.resources.facets.actions import Actions, arn, grant

_ALARM = arn("cloudwatch", "alarm:/openemr/{name}/*")
_DASHBOARD = arn("cloudwatch", "dashboard/openemr-{name}-*", region="")

METRIC_ALARM = Actions(
    read=(
        grant("cloudwatch:DescribeAlarms"),
        grant("cloudwatch:ListTagsForResource", _ALARM),
    ),
    create=(grant("cloudwatch:PutMetricAlarm cloudwatch:TagResource", _ALARM),),
    update=(
        grant("cloudwatch:PutMetricAlarm", _ALARM),
        grant("cloudwatch:TagResource cloudwatch:UntagResource", _ALARM),
    ),
    delete=(grant("cloudwatch:DeleteAlarms", _ALARM),),
)
DASHBOARD = Actions(
    read=(grant("cloudwatch:GetDashboard", _DASHBOARD),),
    create=(grant("cloudwatch:PutDashboard", _DASHBOARD),),
    update=(grant("cloudwatch:PutDashboard", _DASHBOARD),),
    delete=(grant("cloudwatch:DeleteDashboards", _DASHBOARD),),
)

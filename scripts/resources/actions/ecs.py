"""Amazon ECS: clusters, services and task definitions are named."""

from scripts.resources.facets.actions import Actions, arn, grant, pass_role, service_linked_role

CLUSTER_ARN = arn("ecs", "cluster/openemr-{name}-*")
SERVICE_ARN = arn("ecs", "service/openemr-{name}-*")
_DEFINITION = arn("ecs", "task-definition/openemr-{name}-*")

CLUSTER = Actions(
    read=(grant("ecs:DescribeClusters", CLUSTER_ARN),),
    create=(
        grant("ecs:CreateCluster ecs:TagResource", CLUSTER_ARN),
        service_linked_role("ecs.amazonaws.com"),
    ),
    update=(
        grant("ecs:ListTagsForResource ecs:TagResource ecs:UntagResource", CLUSTER_ARN),
        grant("ecs:UpdateCluster ecs:UpdateClusterSettings", CLUSTER_ARN),
    ),
    delete=(grant("ecs:DeleteCluster", CLUSTER_ARN),),
)
SERVICE = Actions(
    read=(grant("ecs:DescribeServices", SERVICE_ARN),),
    create=(
        grant("ecs:CreateService ecs:TagResource", SERVICE_ARN),
        service_linked_role("ecs.amazonaws.com"),
    ),
    update=(
        grant("ecs:ListTagsForResource ecs:TagResource", SERVICE_ARN),
        grant("ecs:UntagResource ecs:UpdateService", SERVICE_ARN),
    ),
    delete=(grant("ecs:DeleteService ecs:UpdateService", SERVICE_ARN),),
)
# Each change makes a new revision and deregisters the one before.
_NEW_REVISION = (
    grant("ecs:RegisterTaskDefinition"),
    grant("ecs:TagResource", _DEFINITION),
    pass_role("ecs-tasks.amazonaws.com"),
)
TASK_DEFINITION = Actions(
    read=(grant("ecs:DescribeTaskDefinition"),),
    create=_NEW_REVISION,
    update=(
        *_NEW_REVISION,
        grant("ecs:DeregisterTaskDefinition"),
        grant("ecs:ListTagsForResource ecs:UntagResource", _DEFINITION),
    ),
    delete=(grant("ecs:DeregisterTaskDefinition"),),
)

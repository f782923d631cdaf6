"""Amazon ECR: repositories are named."""

from scripts.resources.facets.actions import Actions, arn, grant, key_use

_REPOSITORY = arn("ecr", "repository/openemr-{name}-*")

REPOSITORY = Actions(
    read=(grant("ecr:DescribeRepositories ecr:ListTagsForResource", _REPOSITORY),),
    create=(grant("ecr:CreateRepository ecr:TagResource", _REPOSITORY), key_use("ecr")),
    update=(
        grant("ecr:PutImageScanningConfiguration ecr:PutImageTagMutability", _REPOSITORY),
        grant("ecr:TagResource ecr:UntagResource", _REPOSITORY),
    ),
    delete=(grant("ecr:DeleteRepository", _REPOSITORY),),
)
LIFECYCLE_POLICY = Actions(
    read=(grant("ecr:GetLifecyclePolicy", _REPOSITORY),),
    create=(grant("ecr:PutLifecyclePolicy", _REPOSITORY),),
    update=(grant("ecr:PutLifecyclePolicy", _REPOSITORY),),
    delete=(grant("ecr:DeleteLifecyclePolicy", _REPOSITORY),),
)

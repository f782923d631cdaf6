"""Amazon ECR: repositories are named."""

from scripts.resources.facets.actions import Actions, arn, grant, key_use

REPOSITORY_ARN = arn("ecr", "repository/openemr-{name}-*")

REPOSITORY = Actions(
    read=(grant("ecr:DescribeRepositories ecr:ListTagsForResource", REPOSITORY_ARN),),
    create=(grant("ecr:CreateRepository ecr:TagResource", REPOSITORY_ARN), key_use("ecr")),
    update=(
        grant("ecr:PutImageScanningConfiguration ecr:PutImageTagMutability", REPOSITORY_ARN),
        grant("ecr:TagResource ecr:UntagResource", REPOSITORY_ARN),
    ),
    delete=(grant("ecr:DeleteRepository", REPOSITORY_ARN),),
)
LIFECYCLE_POLICY = Actions(
    read=(grant("ecr:GetLifecyclePolicy", REPOSITORY_ARN),),
    create=(grant("ecr:PutLifecyclePolicy", REPOSITORY_ARN),),
    update=(grant("ecr:PutLifecyclePolicy", REPOSITORY_ARN),),
    delete=(grant("ecr:DeleteLifecyclePolicy", REPOSITORY_ARN),),
)

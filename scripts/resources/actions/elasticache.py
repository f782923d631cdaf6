"""Amazon ElastiCache: cache and user group are named, and so is the user of CloudFormation."""

from scripts.resources.facets.actions import (
    Actions,
    arn,
    grant,
    key_use,
    service_linked_role,
)

_CACHE = arn("elasticache", "serverlesscache:openemr-{name}-*")
_GROUP = arn("elasticache", "usergroup:openemr-{name}-*")
USER = arn("elasticache", "user:openemr-{name}-*")
_TAGS = "elasticache:AddTagsToResource elasticache:RemoveTagsFromResource"

# The cache's endpoint is made with the caller's rights. The conditions are those of the managed
# policy AmazonElastiCacheFullAccess:
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonElastiCacheFullAccess.html
_ENDPOINT = (
    grant(
        "ec2:CreateVpcEndpoint",
        arn("ec2", "vpc-endpoint/*"),
        when=(("StringLike", "ec2:VpceServiceName", "com.amazonaws.elasticache.serverless.*"),),
    ),
    grant(
        "ec2:CreateTags",
        arn("ec2", "vpc-endpoint/*"),
        when=(
            ("StringEquals", "ec2:CreateAction", "CreateVpcEndpoint"),
            ("StringEquals", "aws:RequestTag/AmazonElastiCacheManaged", "true"),
        ),
    ),
    # Of the subnets and groups that the request names, which are the deployment's.
    grant(
        "ec2:CreateVpcEndpoint",
        *(arn("ec2", f"{kind}/*") for kind in ("vpc", "subnet", "security-group")),
        when=(("StringEquals", "aws:ResourceTag/Deployment", "{name}"),),
    ),
)
_NO_ENDPOINT = grant(
    "ec2:DeleteVpcEndpoints",
    arn("ec2", "vpc-endpoint/*"),
    when=(("StringEquals", "aws:ResourceTag/AmazonElastiCacheManaged", "true"),),
)
_NETWORK = grant(
    "ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeTags ec2:DescribeVpcEndpoints "
    "ec2:DescribeVpcs"
)

SERVERLESS_CACHE = Actions(
    read=(grant("elasticache:DescribeServerlessCaches elasticache:ListTagsForResource"),),
    create=(
        grant("elasticache:AddTagsToResource", _CACHE),
        grant("elasticache:CreateServerlessCache", _CACHE, _GROUP),
        *_ENDPOINT,
        _NO_ENDPOINT,  # where the cache cannot be made
        _NETWORK,
        key_use("elasticache"),
        service_linked_role("elasticache.amazonaws.com"),
    ),
    update=(grant(f"elasticache:ModifyServerlessCache {_TAGS}", _CACHE, _GROUP), _NETWORK),
    delete=(grant("elasticache:DeleteServerlessCache", _CACHE), _NO_ENDPOINT, _NETWORK),
)
USER_GROUP = Actions(
    read=(grant("elasticache:DescribeUserGroups elasticache:ListTagsForResource"),),
    create=(grant("elasticache:AddTagsToResource elasticache:CreateUserGroup", _GROUP, USER),),
    update=(grant(f"elasticache:ModifyUserGroup {_TAGS}", _GROUP, USER),),
    delete=(grant("elasticache:DeleteUserGroup", _GROUP),),
)

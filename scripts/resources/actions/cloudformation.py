"""AWS CloudFormation: the stack with the cache's user, made with the caller's rights.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
"""

from scripts.resources.actions.elasticache import USER
from scripts.resources.facets.actions import Actions, arn, grant, key_use

_STACK = arn("cloudformation", "stack/openemr-{name}-*/*")
_PASSWORD = grant(
    "secretsmanager:GetSecretValue", arn("secretsmanager", "secret:/openemr/{name}/Application-*")
)
_TOLD = grant("sns:Publish", arn("sns", "openemr-{name}-*"))
_USER = "elasticache:DescribeUsers elasticache:ListTagsForResource"

STACK = Actions(
    read=(
        grant("cloudformation:DescribeStackEvents cloudformation:DescribeStacks", _STACK),
        grant("cloudformation:GetTemplate", _STACK),
    ),
    create=(
        grant("cloudformation:CreateStack cloudformation:TagResource", _STACK),
        grant(f"elasticache:AddTagsToResource elasticache:CreateUser {_USER}", USER),
        *(_PASSWORD, _TOLD, key_use("secretsmanager")),
    ),
    update=(
        grant("cloudformation:TagResource cloudformation:UntagResource", _STACK),
        grant("cloudformation:UpdateStack", _STACK),
        grant(f"elasticache:AddTagsToResource elasticache:ModifyUser {_USER}", USER),
        *(_PASSWORD, _TOLD, key_use("secretsmanager")),
    ),
    delete=(
        grant("cloudformation:DeleteStack", _STACK),
        grant(f"elasticache:DeleteUser {_USER}", USER),
        _TOLD,
    ),
)

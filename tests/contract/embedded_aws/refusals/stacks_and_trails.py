"""Wrong requests to CloudFormation and CloudTrail."""

import json
from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused


def trail(account: Account, bucket: str) -> dict[str, Any]:
    """A request for a trail."""
    assert account.bucket
    return {"Name": "wrong", "S3BucketName": bucket}


def template(resource: str, **properties: Any) -> str:
    """A CloudFormation template with one resource."""
    return json.dumps({"Resources": {"One": {"Type": resource, "Properties": properties}}})


STACKS_AND_TRAILS = [
    Refused(
        "a stack with a resource type that is not there",
        "cloudformation",
        "create_stack",
        lambda _: {"StackName": "x", "TemplateBody": template("AWS::ElastiCache::Users")},
        "ValidationError",
    ),
    Refused(
        "a trail to a bucket without a policy",
        "cloudtrail",
        "create_trail",
        lambda a: trail(a, a.bucket),
        "InsufficientS3BucketPolicyException",
    ),
    Refused(
        "a trail to a bucket that is not there",
        "cloudtrail",
        "create_trail",
        lambda a: trail(a, "no-such-bucket"),
        "S3BucketDoesNotExistException",
    ),
]

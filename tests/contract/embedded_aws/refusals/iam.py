"""Wrong requests to IAM."""

from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.requests import policy, trust


def role(what: str, document: str) -> Refused:
    """A role that cannot be made."""
    return Refused(
        what,
        "iam",
        "create_role",
        lambda _: {"RoleName": "wrong", "AssumeRolePolicyDocument": document},
        "MalformedPolicyDocument",
    )


def permissions(what: str, document: str) -> Refused:
    """An inline policy that cannot be put."""
    return Refused(
        what,
        "iam",
        "put_role_policy",
        lambda a: {
            "RoleName": a.task_role.split("/")[-1],
            "PolicyName": "wrong",
            "PolicyDocument": document,
        },
        "MalformedPolicyDocument",
    )


ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


IAM = [
    role("a trust policy that is not JSON", "{"),
    role(
        "a trust policy without a principal",
        policy({"Effect": "Allow", "Action": "sts:AssumeRole"}),
    ),
    role("a trust policy for a service that is not there", trust("ecs-tasks.amazon.com")),
    permissions("permissions with a principal", policy({**ALLOW_ALL, "Principal": "*"})),
    permissions("permissions without a resource", policy({"Effect": "Allow", "Action": "*"})),
    Refused(
        "attaching an AWS policy that is not there",
        "iam",
        "attach_role_policy",
        lambda a: {
            "RoleName": a.task_role.split("/")[-1],
            "PolicyArn": "arn:aws:iam::aws:policy/AmazonECSTaskExecutionRolePolicy",
        },
        "NoSuchEntity",
    ),
    Refused(
        "attaching a policy of our own that is not there",
        "iam",
        "attach_role_policy",
        lambda a: {
            "RoleName": a.task_role.split("/")[-1],
            "PolicyArn": "arn:aws:iam::000000000000:policy/none",
        },
        "NoSuchEntity",
    ),
]

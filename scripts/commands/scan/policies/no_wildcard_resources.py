"""IAM policies name the resources they open."""

import re

from scripts.commands.scan.documents import iam_statements
from scripts.commands.scan.policy import Configuration, Violations, policy

# Actions for which AWS knows no resource:
# https://docs.aws.amazon.com/service-authorization/latest/reference/
WITHOUT_RESOURCE = {
    "cloudwatch:PutMetricData",
    "ecr:GetAuthorizationToken",
    "logs:DescribeLogGroups",
    "secretsmanager:GetRandomPassword",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}
# `*`, `secret:*`, `role/*`: a kind of resource without a name.
EVERY_ONE_OF_A_KIND = re.compile(r"[a-z-]*[:/]?\*.*")
OWN = "${aws_"


@policy(
    27,
    "An IAM policy names its resources; only actions that have none are allowed on all.",
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1)",
    nag="AwsSolutions-IAM5",
)
def no_wildcard_resources(configuration: Configuration) -> Violations:
    """A condition does not excuse it."""
    for resource, statement in iam_statements(configuration):
        free = set(statement.actions) <= WITHOUT_RESOURCE
        for target in statement.resources if statement.allows and not free else []:
            if _is_everything(target):
                yield resource.violates(f"allows {', '.join(statement.actions)} on {target}")


def _is_everything(arn: str) -> bool:
    if arn == "*":
        return True
    if arn.startswith(OWN):
        return False
    # arn:partition:service:region:account:resource; expressions in it hold no colon of their own.
    parts = arn.split(":", 5)
    return len(parts) < 6 or "*" in parts[4] or bool(EVERY_ONE_OF_A_KIND.fullmatch(parts[5]))

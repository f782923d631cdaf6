"""IAM: the real names of service-linked roles."""

from typing import Any

from ministack.services import iam

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
_ROLE_NAMES = {
    "backup.amazonaws.com": "AWSServiceRoleForBackup",
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "ecs.application-autoscaling.amazonaws.com": (
        "AWSServiceRoleForApplicationAutoScaling_ECSService"
    ),
    "elasticache.amazonaws.com": "AWSServiceRoleForElastiCache",
    "elasticfilesystem.amazonaws.com": "AWSServiceRoleForAmazonElasticFileSystem",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "wafv2.amazonaws.com": "AWSServiceRoleForWAFV2Logging",
}


@around(iam, "_create_service_linked_role")
def name_as_aws_does(original: Handler, params: dict[str, Any]) -> Response:
    service = iam._p(params, "AWSServiceName")
    given = "AWSServiceRoleFor" + service.split(".")[0].capitalize()
    name = _ROLE_NAMES.get(service, given)
    if name in iam._roles:
        return iam._error(
            400,
            "InvalidInput",
            f"Service role name {name} has been taken in this account, "
            "please try a different suffix.",
            ns="iam",
        )
    response = original(params)
    if response[0] != 200:
        return response
    role = iam._roles.pop(given)
    role["RoleName"] = name
    role["Arn"] = role["Arn"].replace(given, name)
    role["Description"] = iam._p(params, "Description")
    iam._roles[name] = role
    result = f"<Role>{iam._role_xml(name)}</Role>"
    return iam._xml(
        200,
        "CreateServiceLinkedRoleResponse",
        f"<CreateServiceLinkedRoleResult>{result}</CreateServiceLinkedRoleResult>",
        ns="iam",
    )

"""AWS IAM: roles and policies are named."""

from scripts.resources.facets.actions import Actions, arn, grant, service_linked_role

_ROLE = arn("iam", "role/openemr-{name}-*", region="")
_POLICY = arn("iam", "policy/openemr-{name}-*", region="")
_LINKED = arn("iam", "role/aws-service-role/ecs*", region="")

# Where the settings name a boundary, no role is made without it, and none loses it. Otherwise
# whoever deploys could make a role that may do more than themselves, and hand it to a service.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
_BOUND = (("StringEquals", "iam:PermissionsBoundary", "{boundary}"),)

POLICY = Actions(
    read=(grant("iam:GetPolicy iam:GetPolicyVersion iam:ListPolicyVersions", _POLICY),),
    create=(grant("iam:CreatePolicy iam:TagPolicy", _POLICY),),
    # A policy has at most five versions, so that the provider deletes the oldest.
    update=(
        grant("iam:CreatePolicyVersion iam:DeletePolicyVersion", _POLICY),
        grant("iam:TagPolicy iam:UntagPolicy", _POLICY),
    ),
    delete=(grant("iam:DeletePolicy iam:DeletePolicyVersion", _POLICY),),
)
ROLE = Actions(
    read=(grant("iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies", _ROLE),),
    create=(grant("iam:CreateRole", _ROLE, when=_BOUND), grant("iam:TagRole", _ROLE)),
    update=(
        grant("iam:TagRole iam:UntagRole iam:UpdateAssumeRolePolicy iam:UpdateRole", _ROLE),
        grant("iam:PutRolePermissionsBoundary", _ROLE, when=_BOUND),
    ),
    delete=(grant("iam:DeleteRole iam:ListInstanceProfilesForRole", _ROLE),),
)
# Which policies may be attached: the deployment's own, and those of AWS that its roles have.
_ATTACHED = (("ArnLike", "iam:PolicyARN", "arn:aws:iam::{account}:policy/openemr-{name}-*"),)
_OF_AWS = (
    "AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForRestores",
    "AmazonRDSEnhancedMonitoringRole",
)
_ATTACHED_OF_AWS = (
    (
        "ArnEquals",
        "iam:PolicyARN",
        " ".join(f"arn:aws:iam::aws:policy/service-role/{name}" for name in _OF_AWS),
    ),
)
ROLE_POLICY_ATTACHMENT = Actions(
    read=(grant("iam:ListAttachedRolePolicies", _ROLE),),
    create=(
        grant("iam:AttachRolePolicy", _ROLE, when=(*_BOUND, *_ATTACHED)),
        grant("iam:AttachRolePolicy", _ROLE, when=(*_BOUND, *_ATTACHED_OF_AWS)),
    ),
    delete=(grant("iam:DetachRolePolicy", _ROLE),),
)
SERVICE_LINKED_ROLE = Actions(
    read=(grant("iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies", _LINKED),),
    create=(
        service_linked_role("ecs.amazonaws.com"),
        service_linked_role("ecs.application-autoscaling.amazonaws.com"),
        grant("iam:TagRole", _LINKED),
    ),
    update=(grant("iam:TagRole iam:UntagRole iam:UpdateRole", _LINKED),),
    delete=(grant("iam:DeleteServiceLinkedRole iam:GetServiceLinkedRoleDeletionStatus", _LINKED),),
)

"""AWS IAM: roles and policies are named."""

from scripts.resources.facets.actions import Actions, arn, grant

_ROLE = arn("iam", "role/openemr-{name}-*", region="")
_POLICY = arn("iam", "policy/openemr-{name}-*", region="")
_LINKED = arn("iam", "role/aws-service-role/ecs*", region="")

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
    create=(grant("iam:CreateRole iam:TagRole", _ROLE),),
    update=(grant("iam:TagRole iam:UntagRole iam:UpdateAssumeRolePolicy iam:UpdateRole", _ROLE),),
    delete=(grant("iam:DeleteRole iam:ListInstanceProfilesForRole", _ROLE),),
)
# Which policies may be attached: the deployment's own, and those of AWS that its roles have.
_ATTACHED = (("ArnLike", "iam:PolicyARN", "arn:aws:iam::{account}:policy/openemr-{name}-*"),)
_ATTACHED_OF_AWS = (("ArnLike", "iam:PolicyARN", "arn:aws:iam::aws:policy/service-role/A*"),)
ROLE_POLICY_ATTACHMENT = Actions(
    read=(grant("iam:ListAttachedRolePolicies", _ROLE),),
    create=(
        grant("iam:AttachRolePolicy", _ROLE, when=_ATTACHED),
        grant("iam:AttachRolePolicy", _ROLE, when=_ATTACHED_OF_AWS),
    ),
    delete=(grant("iam:DetachRolePolicy", _ROLE),),
)
SERVICE_LINKED_ROLE = Actions(
    read=(grant("iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies", _LINKED),),
    create=(grant("iam:CreateServiceLinkedRole iam:TagRole", _LINKED),),
    update=(grant("iam:TagRole iam:UntagRole iam:UpdateRole", _LINKED),),
    delete=(grant("iam:DeleteServiceLinkedRole iam:GetServiceLinkedRoleDeletionStatus", _LINKED),),
)

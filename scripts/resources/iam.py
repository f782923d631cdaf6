"""AWS IAM."""

from scripts.resources.actions import iam as iam_actions
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Owner
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import INTERRUPTS, LOWERS
from scripts.resources.facets.picture import NotDrawn
from scripts.resources.facets.policies import Policy, PolicyKind
from scripts.resources.facets.predicates import appeared
from scripts.resources.finders import identity

TYPES = (
    KnownType(
        name="aws_iam_account_password_policy",
        deletion=Deletion(LOWERS, "IAM users may choose weak passwords.", rebuilt=True),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_iam_group_policy",
        policy=Policy(PolicyKind.IDENTITY, parent="group"),
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_iam_instance_profile", charge=Free("IAM is free."), drift=Drift(Sensitivity.GUARD)
    ),
    ResourceType(
        name="aws_iam_policy",
        arguments=Arguments(needed="name policy", from_settings="name policy"),
        deletion=Deletion(meanwhile="principals with these permissions are refused for a moment."),
        charge=Free("IAM is free."),
        discovery=FoundBy(identity.policy),
        picture=NotDrawn("permissions are listed by the scan"),
        actions=iam_actions.POLICY,
        stack="deployment",
        policy=Policy(PolicyKind.IDENTITY),
        drift=Drift(
            Sensitivity.GUARD,
            by_itself={"attachment_count": "counts attachments, which are compared"},
        ),
    ),
    ResourceType(
        name="aws_iam_role",
        arguments=Arguments(
            needed="assume_role_policy name",
            optional="permissions_boundary",
            from_settings="name permissions_boundary",
            accepts={"permissions_boundary": appeared},
        ),
        deletion=Deletion(INTERRUPTS, "Requests made with this role are refused."),
        charge=Free("IAM is free."),
        discovery=FoundBy(identity.role),
        picture=NotDrawn("permissions are listed by the scan"),
        actions=iam_actions.ROLE,
        stack="deployment",
        policy=Policy(PolicyKind.TRUST, "assume_role_policy"),
        unreported={"force_detach_policies": "the provider, to detach policies first"},
        drift=Drift(Sensitivity.GUARD, read_elsewhere=("inline_policy", "managed_policy_arns")),
    ),
    KnownType(
        name="aws_iam_role_policy",
        deletion=Deletion(rebuilt=True),
        owner=Owner("role", "aws_iam_role"),
        charge=Free("IAM is free."),
        policy=Policy(PolicyKind.IDENTITY, parent="role"),
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_iam_role_policy_attachment",
        arguments=Arguments(
            needed="policy_arn role",
            refers={"role": "aws_iam_role"},
        ),
        deletion=Deletion(INTERRUPTS, "The role loses the policy's permissions."),
        owner=Owner("role", "aws_iam_role"),
        charge=Free("IAM is free."),
        discovery=FoundBy(identity.attachment),
        picture=NotDrawn("permissions are listed by the scan"),
        actions=iam_actions.ROLE_POLICY_ATTACHMENT,
        stack="deployment",
        drift=Drift(Sensitivity.GUARD),
    ),
    ResourceType(
        name="aws_iam_service_linked_role",
        arguments=Arguments(
            needed="aws_service_name",
            accepted={
                "aws_service_name": (
                    "ecs.amazonaws.com",
                    "ecs.application-autoscaling.amazonaws.com",
                )
            },
        ),
        deletion=Deletion(INTERRUPTS, "The service cannot act in this account."),
        charge=Free("IAM is free."),
        discovery=FoundBy(identity.service_linked_role),
        picture=NotDrawn("permissions are listed by the scan"),
        actions=iam_actions.SERVICE_LINKED_ROLE,
        stack="deployment",
        drift=Drift(Sensitivity.GUARD),
    ),
    KnownType(
        name="aws_iam_user_policy",
        policy=Policy(PolicyKind.IDENTITY, parent="user"),
        drift=Drift(Sensitivity.GUARD),
    ),
)

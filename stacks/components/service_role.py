"""An IAM role for one AWS service, with policies of its own rather than inline ones."""

from collections.abc import Iterable

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from stacks.account import Account
from stacks.policies import Statement, document, trust


class ServiceRole(Construct):
    """What an AWS service may do on behalf of a component, and nothing more.

    `attachments` must exist before the service uses the role; Terraform cannot see that edge.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        service: str,
        account: Account,
        statements: Iterable[Statement] = (),
        managed_policies: Iterable[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        role = IamRole(
            self,
            "role",
            name=name,
            assume_role_policy=trust(service, account),
            permissions_boundary=account.permissions_boundary,
        )
        self.arn = role.arn
        self.attachments = [
            IamRolePolicyAttachment(
                self,
                policy.rpartition("/")[2],
                role=role.name,
                policy_arn=account.managed_policy_arn(policy),
            )
            for policy in managed_policies
        ]
        statements = list(statements)
        if statements:
            policy = IamPolicy(self, "policy", name=name, policy=document(*statements))
            own = IamRolePolicyAttachment(self, "attachment", role=role.name, policy_arn=policy.arn)
            self.attachments.append(own)

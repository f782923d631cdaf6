"""Policies that AWS maintains are used only where AWS expects exactly them."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import as_list

# Policies of service roles whose rights change with the service.
ALLOWED = {
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "service-role/AmazonRDSEnhancedMonitoringRole",
}
MARK = ":aws:policy/"


@policy(
    26,
    "Of the AWS managed policies, only those of service roles are attached.",
    hipaa="308(a)(3)(i) 308(a)(4)(ii)(B) 312(a)(1)",
    nag="AwsSolutions-IAM4 IAMPolicyNoStatementsWithAdminAccess",
)
def managed_policies(configuration: Configuration) -> Violations:
    """So no full-access policy either."""
    for resource in configuration.of(
        "aws_iam_role_policy_attachment",
        "aws_iam_policy_attachment",
        "aws_iam_group_policy_attachment",
        "aws_iam_user_policy_attachment",
        "aws_iam_role_policy_attachments_exclusive",
        "aws_iam_role",
    ):
        attached = [resource.get("policy_arn")]
        # In a plan of what is deployed, AWS lists here what attachments of their own have attached.
        if resource.given is None or "managed_policy_arns" in resource.given:
            attached += as_list(resource.get("managed_policy_arns"))
        attached += as_list(resource.get("policy_arns"))
        for arn in filter(None, attached):
            name = str(arn).partition(MARK)[2]
            if MARK in str(arn) and name not in ALLOWED:
                yield resource.violates(f"attaches AWS's {name}")
            elif MARK not in str(arn) and "${" not in str(arn):
                yield resource.violates(f"attaches {arn}, which is not part of this configuration")

"""Rights of the caller: the actions without which a deployment stops half-way."""

import re
from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem
from scripts.preflight.subject import Subject

_ASSUMED = re.compile(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
# One or two of each service: its first creation, and what is asked for last. `iam:PassRole` and
# `kms:CreateGrant` are what deployers most often lack.
ACTIONS = (
    *("acm:DescribeCertificate", "application-autoscaling:RegisterScalableTarget"),
    *("backup:CreateBackupVault", "backup:CreateBackupSelection", "cloudformation:CreateStack"),
    *("cloudtrail:CreateTrail", "cloudwatch:PutMetricAlarm", "ec2:CreateVpc"),
    *("ec2:AuthorizeSecurityGroupIngress", "ec2:CreateNatGateway", "ecs:CreateService"),
    *("ecs:RegisterTaskDefinition", "elasticache:CreateServerlessCache"),
    *("elasticfilesystem:CreateFileSystem", "elasticfilesystem:PutFileSystemPolicy"),
    *("elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:SetWebACL"),
    *("events:PutRule", "iam:CreatePolicy", "iam:CreateRole", "iam:PassRole"),
    *("kms:CreateGrant", "kms:CreateKey", "kms:PutKeyPolicy", "logs:CreateLogGroup"),
    *("logs:PutRetentionPolicy", "rds:CreateDBCluster", "rds:CreateDBInstance"),
    *("s3:CreateBucket", "s3:PutBucketPolicy", "secretsmanager:CreateSecret"),
    *("secretsmanager:GetRandomPassword", "sns:CreateTopic", "wafv2:AssociateWebACL"),
    *("wafv2:CreateWebACL",),
)


def permissions(subject: Subject) -> Iterator[Finding]:
    """By simulation, which sees IAM policies and boundaries, but not all of an organization's."""
    arn = subject.caller.arn
    if arn.endswith(":root"):
        yield ok("Rights", "root may do everything")
        return
    principal = _principal(subject, arn)
    if principal is None:
        yield not_checked("Rights", f"{arn} is not a user or role that can be simulated")
        return
    iam = subject.account.client("iam")
    with aws_errors("simulate the caller's rights (iam:SimulatePrincipalPolicy)"):
        pages = iam.get_paginator("simulate_principal_policy").paginate(
            PolicySourceArn=principal, ActionNames=list(ACTIONS)
        )
        results = [each for page in pages for each in page["EvaluationResults"]]
    denied = [each["EvalActionName"] for each in results if each["EvalDecision"] != "allowed"]
    if denied:
        fix = f"let {principal} do it"
        yield problem("Rights", f"not allowed: {', '.join(sorted(denied))}", fix)
    else:
        yield ok("Rights", f"{len(results)} key actions are allowed")


def _principal(subject: Subject, arn: str) -> str | None:
    """The user or role that policies are attached to; a session's ARN lacks the role's path."""
    assumed = _ASSUMED.fullmatch(arn)
    if assumed is None:
        return arn if re.search(r":(user|role)/", arn) else None
    iam = subject.account.client("iam")
    with aws_errors(f"read the role {assumed[3]} (iam:GetRole)"):
        return str(iam.get_role(RoleName=assumed[3])["Role"]["Arn"])

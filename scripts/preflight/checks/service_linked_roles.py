"""Service-linked roles: roles of AWS services, of which an account has one each."""

from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject

# Service -> name of its role, from each service's guide, "Using service-linked roles" (2026-11).
# The first two are those that the setting create_service_linked_roles creates.
_OURS = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "ecs.application-autoscaling.amazonaws.com": (
        "AWSServiceRoleForApplicationAutoScaling_ECSService"
    ),
}
_OTHERS = {
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "elasticache.amazonaws.com": "AWSServiceRoleForElastiCache",
    "elasticfilesystem.amazonaws.com": "AWSServiceRoleForAmazonElasticFileSystem",
    "wafv2.amazonaws.com": "AWSServiceRoleForWAFV2Logging",
}


def service_linked_roles(subject: Subject) -> Iterator[Finding]:
    """Check the roles: AWS creates one at first use; Terraform cannot create an existing one."""
    setting = f"deployments.{subject.name}.create_service_linked_roles"
    makes = subject.settings.create_service_linked_roles
    kind = "aws_iam_service_linked_role"
    own = {role.get("aws_service_name") for role in subject.owned(kind)}
    own |= {subject.configured(kind)[name]["aws_service_name"] for name in subject.adopted(kind)}
    there = {service for service, role in {**_OURS, **_OTHERS}.items() if _exists(subject, role)}
    for service in there & set(_OURS) - own if makes else ():
        text = "exists already, so that Terraform could not create it"
        yield problem(_OURS[service], text, f"{setting}: false")
    missing = [service for service in _OTHERS if service not in there]
    missing += [service for service in _OURS if service not in there and not makes]
    if there:
        yield ok("There", ", ".join(sorted(there)))
    if missing:
        text = f"{', '.join(sorted(missing))}; AWS creates each at first use, if permitted"
        fix = f"aws iam create-service-linked-role --aws-service-name {missing[-1]}, and so on"
        yield warning("Missing", text, fix if makes else f"{fix}; or {setting}: true for ECS's two")


def _exists(subject: Subject, role: str) -> bool:
    iam = subject.account.client("iam")
    with aws_errors(f"look for the role {role} (iam:GetRole)"):
        try:
            iam.get_role(RoleName=role)
        except iam.exceptions.NoSuchEntityException:
            return False
    return True

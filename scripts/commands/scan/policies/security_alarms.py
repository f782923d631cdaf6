"""Somebody is told when the account's protections are tampered with."""

from collections.abc import Iterator

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource

# What must stand in the pattern of a metric filter on the trail's log group; chapter 4 of the CIS
# AWS Foundations Benchmark 1.4, and what ransomware does first: delete backups.
WATCHED = {
    "use of the root user": ("userIdentity.type", "Root"),
    "sign-ins without a second factor": ("ConsoleLogin", "MFAUsed"),
    "failed sign-ins": ("ConsoleLogin", "Failed authentication"),
    "unauthorized calls": ("UnauthorizedOperation", "AccessDenied"),
    "disabled or deleted keys": ("DisableKey", "ScheduleKeyDeletion"),
    "changes of rights": ("PutRolePolicy", "CreatePolicy", "AttachRolePolicy"),
    "changes of trails": ("DeleteTrail", "StopLogging"),
    "changes of bucket policies": ("PutBucketPolicy", "DeleteBucketPolicy"),
    "deleted backups": ("DeleteRecoveryPoint", "DeleteBackupVault"),
    "changes of network ACLs": ("CreateNetworkAcl", "DeleteNetworkAcl", "ReplaceNetworkAclEntry"),
    "changes of gateways": ("AttachInternetGateway", "DeleteInternetGateway"),
    "changes of route tables": ("CreateRoute", "ReplaceRoute", "DeleteRoute"),
    "changes of VPCs": ("CreateVpc", "DeleteVpc", "ModifyVpcAttribute"),
    "changes of security groups": ("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"),
}
EXPIRY = ("AWS/CertificateManager", "DaysToExpiry")


@policy(
    22,
    "Alarms watch sign-ins, failed calls, and changes of rights, keys, network and backups.",
    hipaa="308(a)(1)(ii)(D) 308(a)(5)(ii)(C) 308(a)(6)(i) 308(a)(6)(ii)",
)
def security_alarms(configuration: Configuration) -> Violations:
    """Each watched by a metric filter on a trail's log group, and an alarm on its metric."""
    if not configuration.is_deployment:
        return
    alarms = [
        (alarm.get("namespace"), alarm.get("metric_name"))
        for alarm in configuration.of("aws_cloudwatch_metric_alarm")
        if alarm.get("alarm_actions") and alarm.get("actions_enabled") is not False
        if alarm.get("metric_name")
    ]
    patterns = [
        str(each.get("pattern")) for each in _filters(configuration) if _metric(each) in alarms
    ]
    for event, words in WATCHED.items():
        if not any(all(word in pattern for word in words) for pattern in patterns):
            yield configuration.lacks(f"no alarm on {event}")
    has_certificate = any(
        each.get("certificate_arn") for each in configuration.of("aws_lb_listener")
    )
    if has_certificate and EXPIRY not in alarms:
        yield configuration.lacks("no alarm on the certificate's expiry")


def _filters(configuration: Configuration) -> Iterator[Resource]:
    groups = configuration.targets({"aws_cloudtrail": "cloud_watch_logs_group_arn"})
    for each in configuration.of("aws_cloudwatch_log_metric_filter"):
        if each.refers_to("log_group_name") & groups:
            yield each


def _metric(each: Resource) -> tuple[str, str]:
    return each.get("metric_transformation", "namespace"), each.get("metric_transformation", "name")

"""Elastic Load Balancing: refuse load balancers and listeners that AWS would refuse."""

import re
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import acm, alb, ec2, s3

from scripts.embedded_aws.server.fixes.acm import issue_validated
from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import allows
from scripts.embedded_aws.server.wire import Response, nested

_LOG_DELIVERY = "logdelivery.elasticloadbalancing.amazonaws.com"
# Regions before August 2022 also deliver from an account of the service:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
_LOG_DELIVERY_ACCOUNTS = {
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-south-1": "718504428378",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ca-central-1": "985666609251",
    "eu-central-1": "054676820928",
    "eu-north-1": "897822967062",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "sa-east-1": "507241528517",
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-gov-east-1": "190560391635",
    "us-gov-west-1": "048591011584",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
}
_TLS_POLICY = re.compile(
    r"ELBSecurityPolicy-("
    r"2016-08|TLS-1-[012]-(Ext-)?20\d\d-\d\d"
    r"|TLS13-1-[0-3](-Ext[012]|-Res)?(-FIPS)?(-PQ)?-20\d\d-\d\d"
    r"|FS-(1-[12]-(Res-)?)?20\d\d-\d\d)"
)


@before(alb, "_create_lb")
def refuse_bad_balancers(params: dict[str, Any]) -> Response | None:
    names = alb._parse_member_list(params, "Subnets")
    subnets = [ec2._subnets[name] for name in names if name in ec2._subnets]
    if len(subnets) < len(names):
        return alb._error("SubnetNotFound", f"One of the subnets {names} does not exist")
    zones = {subnet["AvailabilityZone"] for subnet in subnets}
    if alb._p(params, "Type", "application") == "application" and len(zones) < 2:
        return alb._error(
            "ValidationError",
            "At least two subnets in two different Availability Zones must be specified",
        )
    vpc = subnets[0]["VpcId"]
    gateways = [a for g in ec2._internet_gateways.values() for a in g.get("Attachments", [])]
    public = alb._p(params, "Scheme", "internet-facing") == "internet-facing"
    if public and not any(attachment.get("VpcId") == vpc for attachment in gateways):
        return alb._error("InvalidSubnet", f"VPC {vpc} has no internet gateway")
    for group in alb._parse_member_list(params, "SecurityGroups"):
        if ec2._security_groups.get(group, {}).get("VpcId") != vpc:
            return alb._error(
                "InvalidSecurityGroup", f"One or more security groups are invalid: {group}"
            )
    return None


@before(alb, "_modify_lb_attrs")
def refuse_unwritable_log_buckets(params: dict[str, Any]) -> Response | None:
    given = nested(params).get("Attributes", [])
    attributes = {attribute["Key"]: attribute.get("Value", "") for attribute in given}
    for kind in ("access_logs", "connection_logs"):
        if attributes.get(f"{kind}.s3.enabled") != "true":
            continue
        bucket = attributes.get(f"{kind}.s3.bucket", "")
        prefix = attributes.get(f"{kind}.s3.prefix", "")
        if not _delivers(bucket, prefix):
            return alb._error(
                "InvalidConfigurationRequest",
                f"Access Denied for bucket: {bucket}. Please check S3bucket permission",
            )
    return None


def _delivers(bucket: str, prefix: str) -> bool:
    """Whether the bucket lets the log delivery service write below the prefix."""
    account = _LOG_DELIVERY_ACCOUNTS.get(get_region(), "")
    writers = [_LOG_DELIVERY, account, f"arn:aws:iam::{account}:root"]
    folder = f"{prefix.strip('/')}/" if prefix else ""
    written = f"arn:aws:s3:::{bucket}/{folder}AWSLogs/{get_account_id()}/x"
    return allows(s3._bucket_policies.get(bucket), "s3:PutObject", writers, written)


@before(alb, "_delete_lb")
def refuse_protected_balancers(params: dict[str, Any]) -> Response | None:
    arn = alb._p(params, "LoadBalancerArn")
    protection = {"Key": "deletion_protection.enabled", "Value": "true"}
    if protection not in alb._lb_attrs.get(arn, []):
        return None
    return alb._error(
        "OperationNotPermitted",
        f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
    )


@before(alb, "_create_listener", "_modify_listener")
def refuse_bad_listeners(params: dict[str, Any]) -> Response | None:
    listener = nested(params)
    for action in listener.get("DefaultActions", []):
        target = action.get("TargetGroupArn")
        if target and target not in alb._tgs:
            return alb._error("TargetGroupNotFound", f"Target groups '{target}' not found")
    if listener.get("Protocol") not in ("HTTPS", "TLS"):
        return None
    policy = listener.get("SslPolicy")
    if policy and not _TLS_POLICY.fullmatch(policy):
        return alb._error("SSLPolicyNotFound", f"SSL policy '{policy}' not found")
    certificates = listener.get("Certificates", [])
    if listener.get("LoadBalancerArn") and not certificates:  # only CreateListener names it
        return alb._error("ValidationError", "A certificate must be specified for HTTPS listeners")
    return _bad_certificate(certificates)


def _bad_certificate(certificates: list[dict[str, Any]]) -> Response | None:
    issue_validated()
    for arn in (certificate.get("CertificateArn", "") for certificate in certificates):
        if ":acm:" not in arn:
            continue
        if arn not in acm._certificates:
            return alb._error("CertificateNotFound", f"Certificate '{arn}' not found")
        if acm._certificates[arn].get("Status") not in (None, "ISSUED"):
            return alb._error(
                "UnsupportedCertificate",
                f"The certificate '{arn}' must have a fully-qualified domain name, a supported "
                "signature, and a supported key size.",
            )
    return None


@before(alb, "_create_rule")
def refuse_a_taken_priority(params: dict[str, Any]) -> Response | None:
    listener, priority = alb._p(params, "ListenerArn"), alb._p(params, "Priority")
    taken = [r["Priority"] for r in alb._rules.values() if r["ListenerArn"] == listener]
    if priority not in taken:
        return None
    return alb._error("PriorityInUse", f"Priority '{priority}' is currently in use")


@before(alb, "_delete_tg")
def refuse_a_used_target_group(params: dict[str, Any]) -> Response | None:
    arn = alb._p(params, "TargetGroupArn")
    if not alb._tgs.get(arn, {}).get("LoadBalancerArns"):
        return None
    return alb._error(
        "ResourceInUse", f"Target group '{arn}' is currently in use by a listener or a rule"
    )

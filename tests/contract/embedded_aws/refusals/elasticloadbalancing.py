"""Wrong requests to Elastic Load Balancing."""

from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused


def listener(account: Account, **given: Any) -> dict[str, Any]:
    """A request for an HTTPS listener that answers 404."""
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    return {
        "LoadBalancerArn": account.balancer,
        "Port": 443,
        "Protocol": "HTTPS",
        "DefaultActions": [fixed],
        **given,
    }


ELASTICLOADBALANCING = [
    Refused(
        "a load balancer in one zone",
        "elbv2",
        "create_load_balancer",
        lambda a: {"Name": "one-zone", "Subnets": a.subnets[::2], "Scheme": "internal"},
        "ValidationError",
    ),
    Refused(
        "a load balancer in a subnet that is not there",
        "elbv2",
        "create_load_balancer",
        lambda _: {"Name": "nowhere", "Subnets": ["subnet-0123456789abcdef0"]},
        "SubnetNotFound",
    ),
    Refused(
        "a public load balancer without an internet gateway",
        "elbv2",
        "create_load_balancer",
        lambda a: {"Name": "public", "Subnets": a.subnets[:2]},
        "InvalidSubnet",
    ),
    Refused(
        "a load balancer with a group that is not there",
        "elbv2",
        "create_load_balancer",
        lambda a: {
            "Name": "groupless",
            "Subnets": a.subnets[:2],
            "Scheme": "internal",
            "SecurityGroups": ["sg-0123456789abcdef0"],
        },
        "InvalidSecurityGroup",
    ),
    Refused(
        "access logs to a bucket that does not admit them",
        "elbv2",
        "modify_load_balancer_attributes",
        lambda a: {
            "LoadBalancerArn": a.balancer,
            "Attributes": [
                {"Key": "access_logs.s3.enabled", "Value": "true"},
                {"Key": "access_logs.s3.bucket", "Value": a.bucket},
            ],
        },
        "InvalidConfigurationRequest",
    ),
    Refused(
        "deleting a protected load balancer",
        "elbv2",
        "delete_load_balancer",
        lambda a: {"LoadBalancerArn": a.balancer},
        "OperationNotPermitted",
    ),
    Refused(
        "an HTTPS listener without a certificate",
        "elbv2",
        "create_listener",
        lambda a: listener(a, Certificates=[]),
        "ValidationError",
    ),
    Refused(
        "an HTTPS listener with a certificate that is not validated",
        "elbv2",
        "create_listener",
        lambda a: listener(a, Certificates=[{"CertificateArn": a.certificate}]),
        "UnsupportedCertificate",
    ),
    Refused(
        "an HTTPS listener with a certificate that is not there",
        "elbv2",
        "create_listener",
        lambda a: listener(a, Certificates=[{"CertificateArn": a.certificate[:-1] + "_"}]),
        "CertificateNotFound",
    ),
    Refused(
        "a TLS policy that is not there",
        "elbv2",
        "create_listener",
        lambda a: listener(a, SslPolicy="ELBSecurityPolicy-TLS13-2-2021-06"),
        "SSLPolicyNotFound",
    ),
    Refused(
        "a listener for a target group that is not there",
        "elbv2",
        "create_listener",
        lambda a: listener(
            a, DefaultActions=[{"Type": "forward", "TargetGroupArn": a.target_group[:-1] + "_"}]
        ),
        "TargetGroupNotFound",
    ),
]

"""The quotas that a deployment may run into, as data."""

from dataclasses import dataclass

from scripts.preflight.checks.counting import Count, counted, customer_keys, fullest_zone


@dataclass(frozen=True)
class Quota:
    """A quota of an account in a Region.

    service, code: as Service Quotas knows it; no code: AWS does not raise it. default: that of a
    new account. type: the resources, in Terraform's words, that use it up. used: counts them.
    """

    name: str
    service: str
    code: str
    default: int
    type: str
    used: Count
    in_each_zone: bool = False


# Codes and defaults: docs.aws.amazon.com, General Reference, each service's endpoints and quotas
# (2026-11); not tried against an account.
QUOTAS = (
    Quota("VPCs", "vpc", "L-F678F1CE", 5, "aws_vpc", counted("ec2", "describe_vpcs", "Vpcs")),
    Quota(
        "Elastic IP addresses",
        "ec2",
        "L-0263D0A3",
        5,
        "aws_eip",
        counted("ec2", "describe_addresses", "Addresses"),
    ),
    Quota(
        "Internet gateways",
        "vpc",
        "L-A4707A72",
        5,
        "aws_internet_gateway",
        counted("ec2", "describe_internet_gateways", "InternetGateways"),
    ),
    Quota(
        "NAT gateways in a zone",
        "vpc",
        "L-FE5A380F",
        5,
        "aws_nat_gateway",
        fullest_zone,
        in_each_zone=True,
    ),
    Quota(
        "Application Load Balancers",
        "elasticloadbalancing",
        "L-53DA6B97",
        50,
        "aws_lb",
        counted("elbv2", "describe_load_balancers", "LoadBalancers"),
    ),
    Quota(
        "Database clusters",
        "rds",
        "L-952B80B8",
        40,
        "aws_rds_cluster",
        counted("rds", "describe_db_clusters", "DBClusters"),
    ),
    Quota(
        "Database instances",
        "rds",
        "L-7B6409FD",
        40,
        "aws_rds_cluster_instance",
        counted("rds", "describe_db_instances", "DBInstances"),
    ),
    Quota(
        "File systems",
        "elasticfilesystem",
        "L-848C634D",
        1000,
        "aws_efs_file_system",
        counted("efs", "describe_file_systems", "FileSystems"),
    ),
    Quota("Keys", "kms", "L-C2F1777E", 100_000, "aws_kms_key", customer_keys),
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
    Quota(
        "Trails",
        "cloudtrail",
        "",
        5,
        "aws_cloudtrail",
        counted("cloudtrail", "describe_trails", "trailList"),
    ),
)
# Its use is counted in vCPU, not in resources.
FARGATE = Quota("Fargate vCPU", "fargate", "L-3032A538", 6, "aws_ecs_service", lambda _: 0)

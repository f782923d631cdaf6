"""Facts from AWS beyond the inventory: load balancers, and snapshots taken earlier."""

from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.aws.tags import read_tags
from scripts.identity.fact import Fact, Says, Source
from scripts.identity.marks import read_mark
from scripts.inventory.scope import Scope

_PROTECTED = "deletion_protection.enabled"


def load_balancer_facts(scope: Scope) -> Iterator[Fact]:
    """Deletion protection of the deployment's load balancers. Raises AwsError."""
    client = scope.account.client("elbv2")
    with aws_errors("read the load balancers (elasticloadbalancing:DescribeLoadBalancers)"):
        pages = client.get_paginator("describe_load_balancers").paginate()
        found = [each for page in pages for each in page["LoadBalancers"]]
    for each in found:
        name, arn = each["LoadBalancerName"], each["LoadBalancerArn"]
        if not scope.is_named(name):
            continue
        with aws_errors(f"read the load balancer {name}"):
            read = client.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        if {"Key": _PROTECTED, "Value": "true"} in read:
            words = f"aws_lb {name} has deletion protection in AWS"
            yield Fact(Source.PROTECTION, Says.PRODUCTION, words, "aws_lb")


def history_facts(scope: Scope) -> Iterator[Fact]:
    """Snapshots taken by RDS and AWS Backup keep the tags that the database had at the time.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBClusterSnapshot.html
    Manual snapshots are in the inventory. Raises AwsError.
    """
    rds = scope.account.client("rds")
    with aws_errors("read the cluster snapshots (rds:DescribeDBClusterSnapshots)"):
        found = [
            each
            for kind in ("automated", "awsbackup")
            for page in rds.get_paginator("describe_db_cluster_snapshots").paginate(
                SnapshotType=kind
            )
            for each in page["DBClusterSnapshots"]
        ]
    for each in found:
        if scope.is_named(each["DBClusterIdentifier"]):
            says, words = read_mark(read_tags(each.get("TagList") or ()), scope.deployment)
            if says is Says.PRODUCTION:
                name = each["DBClusterSnapshotIdentifier"]
                yield Fact(Source.HISTORY, says, f"snapshot {name}: {words}", "aws_rds_cluster")

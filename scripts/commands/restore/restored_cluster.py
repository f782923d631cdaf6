"""What the AWS provider leaves out when it creates a cluster from a copy.

Provider 5.100 sends one request to restore, and one afterwards for part of the rest. IAM
authentication and Database Insights are in neither, and without the second, after an interruption,
there is no managed master password, without which no plan can be made: measured on the embedded AWS
(tests/terraform/restore, 2026-11-30); https://github.com/hashicorp/terraform-provider-aws/issues/31509
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors

# Argument of aws_rds_cluster -> the member of DescribeDBClusters and that of ModifyDBCluster.
_MEMBERS = {
    "iam_database_authentication_enabled": (
        "IAMDatabaseAuthenticationEnabled",
        "EnableIAMDatabaseAuthentication",
    ),
    "database_insights_mode": ("DatabaseInsightsMode", "DatabaseInsightsMode"),
    "performance_insights_enabled": ("PerformanceInsightsEnabled", "EnablePerformanceInsights"),
    "performance_insights_retention_period": (
        "PerformanceInsightsRetentionPeriod",
        "PerformanceInsightsRetentionPeriod",
    ),
}
# Two hours, as AWS publishes no time for the restore of a large cluster.
_AVAILABLE_WITHIN = {"Delay": 30, "MaxAttempts": 240}
_STANDARD = {"DatabaseInsightsMode": "standard", "PerformanceInsightsEnabled": False}


@dataclass(frozen=True)
class RestoredCluster:
    """A cluster as it is configured, which may be there already. name: its identifier."""

    account: AwsAccount
    name: str
    arguments: Mapping[str, Any]

    @classmethod
    def of(
        cls, configuration: Mapping[str, Any], address: str, account: AwsAccount
    ) -> "RestoredCluster":
        """The cluster at an address of a configuration."""
        type_, _, name = address.partition(".")
        arguments = configuration["resource"][type_][name]
        return cls(account, str(arguments["cluster_identifier"]), arguments)

    def missing(self, secrets_key: str, data_key: str) -> dict[str, Any]:
        """Members of ModifyDBCluster that it still needs; none if there is no such cluster.

        secrets_key, data_key: ARNs of the keys of the master password and of the insights.
        """
        found = self._described()
        if not found:
            return {}
        wanted: dict[str, Any] = {}
        if not found.get("MasterUserSecret"):
            wanted |= {"ManageMasterUserPassword": True, "MasterUserSecretKmsKeyId": secrets_key}
        for argument, (member, parameter) in _MEMBERS.items():
            configured = self.arguments.get(argument)
            if configured is not None and found.get(member, _STANDARD.get(member)) != configured:
                wanted[parameter] = configured
        if "EnablePerformanceInsights" in wanted:
            wanted["PerformanceInsightsKMSKeyId"] = data_key
        return wanted

    def modify(self, members: Mapping[str, Any]) -> None:
        """Set them at once, and wait until the cluster is available. Raises AwsError."""
        # An interrupted apply may have left one that RDS is still creating, and does not modify.
        self._wait()
        with aws_errors(f"modify {self.name} (rds:ModifyDBCluster)"):
            self.account.client("rds").modify_db_cluster(
                DBClusterIdentifier=self.name, ApplyImmediately=True, **dict(members)
            )
        self._wait()

    def _wait(self) -> None:
        with aws_errors(f"wait for {self.name} (rds:DescribeDBClusters)"):
            waiter = self.account.client("rds").get_waiter("db_cluster_available")
            waiter.wait(DBClusterIdentifier=self.name, WaiterConfig=_AVAILABLE_WITHIN)

    def _described(self) -> Mapping[str, Any]:
        with aws_errors(f"read {self.name} (rds:DescribeDBClusters)"):
            found = self.account.client("rds").describe_db_clusters(
                Filters=[{"Name": "db-cluster-id", "Values": [self.name]}]
            )["DBClusters"]
        return next((dict(each) for each in found), {})

"""What an AWS account holds, as one set of readable lines."""

from collections.abc import Iterator
from typing import Any

from tests.contract.embedded_aws.account import Account

# Service, operation, key of the answer's list, key of an entry's name.
LISTS = [
    ("acm", "list_certificates", "CertificateSummaryList", "CertificateArn"),
    ("application-autoscaling", "describe_scalable_targets", "ScalableTargets", "ResourceId"),
    ("backup", "list_backup_plans", "BackupPlansList", "BackupPlanName"),
    ("backup", "list_backup_vaults", "BackupVaultList", "BackupVaultName"),
    ("cloudformation", "describe_stacks", "Stacks", "StackName"),
    ("cloudtrail", "describe_trails", "trailList", "Name"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("dynamodb", "list_tables", "TableNames", None),
    ("ec2", "describe_addresses", "Addresses", "AllocationId"),
    ("ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    ("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId"),
    ("ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("ecs", "list_task_definitions", "taskDefinitionArns", None),
    ("efs", "describe_file_systems", "FileSystems", "FileSystemId"),
    ("elasticache", "describe_serverless_caches", "ServerlessCaches", "ServerlessCacheName"),
    ("elasticache", "describe_user_groups", "UserGroups", "UserGroupId"),
    ("elasticache", "describe_users", "Users", "UserId"),
    ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    ("events", "list_rules", "Rules", "Name"),
    ("iam", "list_policies", "Policies", "PolicyName"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("kms", "list_aliases", "Aliases", "AliasName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("rds", "describe_db_cluster_snapshots", "DBClusterSnapshots", "DBClusterSnapshotIdentifier"),
    (
        *("rds", "describe_db_cluster_parameter_groups"),
        *("DBClusterParameterGroups", "DBClusterParameterGroupName"),
    ),
    ("rds", "describe_db_clusters", "DBClusters", "DBClusterIdentifier"),
    ("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    ("rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("secretsmanager", "list_secrets", "SecretList", "Name"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("wafv2", "list_web_acls", "WebACLs", "Name"),
]
# What some operations must be told; others list everything.
ARGUMENTS: dict[str, dict[str, str]] = {
    "describe_scalable_targets": {"ServiceNamespace": "ecs"},
    "list_policies": {"Scope": "Local"},
    "list_web_acls": {"Scope": "REGIONAL"},
}
# Where an entry says that it is gone, or on its way.
STATES = ("State", "status", "StackStatus", "KeyState")
GONE = ("deleted", "deleting", "DELETE_COMPLETE", "INACTIVE", "PendingDeletion")


def inventory(account: Account) -> set[str]:
    """Everything that a deployment could leave behind, as `service operation name`."""
    found = {f"kms key {key}" for key in _keys(account)}
    found |= {f"ecs {kind} {name}" for kind, name in _clusters(account)}
    for service, operation, key, name in LISTS:
        answer = getattr(account.client(service), operation)(**ARGUMENTS.get(operation, {}))
        for entry in filter(_is_present, answer[key]):
            found.add(f"{service} {operation} {entry[name] if name else entry}")
    return found


def _is_present(entry: Any) -> bool:
    return not isinstance(entry, dict) or not any(entry.get(state) in GONE for state in STATES)


def _keys(account: Account) -> Iterator[str]:
    kms = account.client("kms")
    for key in kms.list_keys()["Keys"]:
        if _is_present(kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]):
            yield key["KeyId"]


def _clusters(account: Account) -> Iterator[tuple[str, str]]:
    """ECS clusters and their services; ECS remembers deleted ones as inactive."""
    ecs = account.client("ecs")
    arns = ecs.list_clusters()["clusterArns"]
    for cluster in ecs.describe_clusters(clusters=arns)["clusters"] if arns else []:
        if _is_present(cluster):
            yield "cluster", cluster["clusterName"]
            for service in ecs.list_services(cluster=cluster["clusterName"])["serviceArns"]:
                yield "service", service

"""Amazon RDS: Aurora's clusters, instances, parameter and subnet groups are named."""

from scripts.resources.facets.actions import (
    Actions,
    arn,
    grant,
    key_use,
    pass_role,
    service_linked_role,
)

_CLUSTER, _INSTANCE = arn("rds", "cluster:openemr-{name}-*"), arn("rds", "db:openemr-{name}-*")
_PARAMETERS, _SUBNETS = (
    arn("rds", "cluster-pg:openemr-{name}-*"),
    arn("rds", "subgrp:openemr-{name}-*"),
)
_SNAPSHOT = arn("rds", "cluster-snapshot:*")
_TAGS = "rds:AddTagsToResource rds:RemoveTagsFromResource"
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html
_MASTER_SECRET = arn("secretsmanager", "secret:rds!cluster-*")

CLUSTER = Actions(
    read=(grant("rds:DescribeDBClusters rds:DescribeGlobalClusters rds:ListTagsForResource"),),
    create=(
        # Option groups are asked for though Aurora has none; RDS makes `default:aurora-mysql-8-0`.
        grant(
            "rds:CreateDBCluster",
            *(_CLUSTER, _PARAMETERS, _SUBNETS, arn("rds", "og:default:*")),
        ),
        grant("rds:AddTagsToResource", _CLUSTER),
        grant("secretsmanager:CreateSecret secretsmanager:TagResource", _MASTER_SECRET),
        key_use("rds"),
        service_linked_role("rds.amazonaws.com"),
        # From a copy: a snapshot, AWS Backup's among them, or a cluster at a moment, which may be
        # deleted and have backups left. As of 2026-11:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
        grant(
            "rds:RestoreDBClusterFromSnapshot rds:RestoreDBClusterToPointInTime",
            *(_CLUSTER, _PARAMETERS, _SUBNETS, arn("rds", "og:default:*")),
        ),
        grant("rds:RestoreDBClusterFromSnapshot", _SNAPSHOT),
        grant("rds:RestoreDBClusterToPointInTime", arn("rds", "cluster-auto-backup:*")),
    ),
    update=(
        grant("rds:ModifyDBCluster", *(_CLUSTER, _PARAMETERS, arn("rds", "og:default:*"))),
        grant("secretsmanager:CreateSecret secretsmanager:RotateSecret", _MASTER_SECRET),
        grant(_TAGS, _CLUSTER),
    ),
    delete=(
        grant(
            "rds:AddTagsToResource rds:CreateDBClusterSnapshot rds:DeleteDBCluster",
            *(_CLUSTER, _SNAPSHOT),
        ),
    ),
)
INSTANCE = Actions(
    read=(grant("rds:DescribeDBInstances rds:ListTagsForResource"),),
    create=(
        grant("rds:CreateDBInstance", *(_INSTANCE, _CLUSTER, _SUBNETS)),
        grant("rds:AddTagsToResource", _INSTANCE),
        pass_role("monitoring.rds.amazonaws.com"),
        key_use("rds"),
    ),
    update=(grant(f"rds:ModifyDBInstance rds:RebootDBInstance {_TAGS}", _INSTANCE),),
    delete=(grant("rds:DeleteDBInstance", _INSTANCE),),
)
PARAMETER_GROUP = Actions(
    read=(
        grant("rds:DescribeDBClusterParameterGroups rds:DescribeDBClusterParameters"),
        grant("rds:ListTagsForResource"),
    ),
    create=(
        grant("rds:AddTagsToResource rds:CreateDBClusterParameterGroup", _PARAMETERS),
        grant("rds:ModifyDBClusterParameterGroup", _PARAMETERS),
    ),
    update=(
        grant("rds:ModifyDBClusterParameterGroup rds:ResetDBClusterParameterGroup", _PARAMETERS),
        grant(_TAGS, _PARAMETERS),
    ),
    delete=(grant("rds:DeleteDBClusterParameterGroup", _PARAMETERS),),
)
SUBNET_GROUP = Actions(
    read=(grant("rds:DescribeDBSubnetGroups rds:ListTagsForResource"),),
    create=(grant("rds:AddTagsToResource rds:CreateDBSubnetGroup", _SUBNETS),),
    update=(grant(f"rds:ModifyDBSubnetGroup {_TAGS}", _SUBNETS),),
    delete=(grant("rds:DeleteDBSubnetGroup", _SUBNETS),),
)

"""Audit trails, log groups, secrets and KMS keys."""

from collections.abc import Iterator

from scripts.aws.account import AwsError
from scripts.aws.tags import read_tags
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope
from scripts.inventory.stores import key_of

_INSIGHTS = "/aws/ecs/containerinsights/"


def trails(scope: Scope) -> Iterator[DataAsset]:
    """Trails, which are charged by events; their files belong to the bucket."""
    for each in scope.aws.list(
        "cloudtrail", "describe_trails", "trailList", includeShadowTrails=False
    ):
        if scope.is_named(each["Name"]):
            yield DataAsset(
                type="aws_cloudtrail",
                id=each["Name"],
                name=each["Name"],
                amount=f"writes to {each['S3BucketName']}",
                keys=key_of(each),
                tags=_trail_tags(scope, each["TrailARN"]),
                holds_data=True,
            )


def _trail_tags(scope: Scope, arn: str) -> dict[str, str] | None:
    try:
        tagged = scope.aws.list("cloudtrail", "list_tags", "ResourceTagList", ResourceIdList=[arn])
    except AwsError:
        return None
    return read_tags(tagged[0]["TagsList"])


def log_groups(scope: Scope) -> Iterator[DataAsset]:
    """Log groups, found by the prefixes of their names."""
    name = f"openemr-{scope.deployment}"
    prefixes = (
        scope.path,
        f"/aws/rds/cluster/{name}-database/",
        f"/aws/rds/cluster/{name}-greendatabase/",
        f"{_INSIGHTS}{name}-cluster/",
        f"aws-waf-logs-{name}",
    )
    for prefix in prefixes:
        found = scope.aws.list(
            "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=prefix
        )
        for each in found:
            if prefix.endswith("/") or _is_firewall_log(scope, each["logGroupName"]):
                size = each.get("storedBytes", 0)
                days = each.get("retentionInDays")
                arn = each["arn"].removesuffix(":*")
                yield DataAsset(
                    type="aws_cloudwatch_log_group",
                    id=each["logGroupName"],
                    name=each["logGroupName"],
                    quantities={"gb": gigabytes(size)},
                    amount=f"{spoken_size(size)}, {f'{days} days' if days else 'no end'}",
                    keys=(each["kmsKeyId"],) if each.get("kmsKeyId") else (),
                    tags=scope.tags("logs", "list_tags_for_resource", "tags", resourceArn=arn),
                    is_tagged=not prefix.startswith(_INSIGHTS),
                    holds_data=size > 0,
                )


def _is_firewall_log(scope: Scope, name: str) -> bool:
    """WAF requires this prefix of its log groups."""
    rest = name.removeprefix("aws-waf-logs-")
    return rest == f"openemr-{scope.deployment}" or scope.is_named(rest)


def secrets(scope: Scope) -> Iterator[DataAsset]:
    """Secrets, found by the path of their names; and those of RDS for the clusters in the state.

    The latter stay and go with the database. A secret scheduled for deletion costs nothing.
    """
    service = "secretsmanager"
    named = scope.aws.list(
        service,
        "list_secrets",
        "SecretList",
        IncludePlannedDeletion=True,
        Filters=[{"Key": "name", "Values": [scope.path]}],
    )
    found = [(each, each["Name"]) for each in named if each["Name"].startswith(scope.path)]
    for cluster in scope.resources.of_type("aws_rds_cluster"):
        for each in cluster.attributes.get("master_user_secret") or []:
            arn, absent = str(each["secret_arn"]), "ResourceNotFoundException"
            kept = scope.aws.get(service, "describe_secret", absent=absent, SecretId=arn)
            database = str(cluster.attributes.get("cluster_identifier", ""))
            if kept:
                found.append((kept, scope.pairs.labelled(database, kept["Name"])))
    for each, shown in found:
        deleted = each.get("DeletedDate")
        yield DataAsset(
            type="aws_secretsmanager_secret",
            id=each["ARN"],
            name=shown,
            quantities={"secrets": 0 if deleted else 1},
            keys=key_of(each),
            until=deleted,
            tags=read_tags(each.get("Tags") or ()),
            is_tagged=each["Name"].startswith(scope.path),
        )


def keys(scope: Scope) -> Iterator[DataAsset]:
    """KMS keys in the state or with the deployment's tags; also those scheduled for deletion."""
    known = {str(each.attributes["arn"]) for each in scope.resources.of_type("aws_kms_key")}
    for arn in sorted(known | scope.tagged("kms:key")):
        answer = scope.aws.get("kms", "describe_key", absent="NotFoundException", KeyId=arn)
        if not answer:
            continue
        found = answer["KeyMetadata"]
        yield DataAsset(
            type="aws_kms_key",
            id=found["Arn"],
            name=f"{found.get('Description') or 'key'} ({found['KeyId']})",
            quantities={"keys": 0 if found["KeyState"] == "PendingDeletion" else 1},
            until=found.get("DeletionDate"),
            tags=scope.tags("kms", "list_resource_tags", "Tags", KeyId=arn),
        )

"""The session cache is encrypted by our key, closed to strangers and copied daily."""

from scripts.commands.scan.policy import Configuration, Violations, policy

# cdk-nag's own limit: https://github.com/cdklabs/cdk-nag, ElastiCacheRedisClusterAutomaticBackup
LEAST_SNAPSHOT_DAYS = 15
NEEDED = ("kms_key_id", "security_group_ids", "subnet_ids", "user_group_id")


@policy(
    3,
    "A serverless cache has a key, a security group, subnets, a user group and 15 snapshots.",
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(A) 308(a)(7)(ii)(B)",
    nag=(
        "ElastiCacheRedisClusterAutomaticBackup AwsSolutions-AEC1 AwsSolutions-AEC3 "
        "AwsSolutions-AEC4 AwsSolutions-AEC6"
    ),
)
def serverless_cache(configuration: Configuration) -> Violations:
    """Such a cache is always encrypted in transit and spread over its subnets' zones."""
    for cache in configuration.of("aws_elasticache_serverless_cache"):
        for attribute in NEEDED:
            if not cache.get(attribute):
                yield cache.violates(f"no {attribute}")
        days = cache.get("snapshot_retention_limit") or 0
        if days < LEAST_SNAPSHOT_DAYS:
            yield cache.violates(f"snapshots are kept {days} days, not {LEAST_SNAPSHOT_DAYS}")
    for cluster in configuration.of("aws_elasticache_cluster", "aws_elasticache_replication_group"):
        yield cluster.violates("caches here are serverless, which are always encrypted in transit")

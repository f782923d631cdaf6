"""Database and cache run on releases that AWS still mends."""

import re

from scripts.commands.scan.policy import Configuration, Violations, policy

# Type -> argument -> releases with standard support:
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraMySQLReleaseNotes/AuroraMySQL.release-calendars.html
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html (2026-11)
SUPPORTED = {
    "aws_elasticache_serverless_cache": {
        "engine": re.compile("valkey"),
        "major_engine_version": re.compile("[89]"),
    },
    "aws_elasticache_user_group": {"engine": re.compile("valkey")},
    "aws_rds_cluster": {
        "engine": re.compile("aurora-mysql"),
        "engine_version": re.compile(r"8\.(0|4)\.mysql_aurora\.[3-9]\..+"),
    },
    "aws_rds_cluster_parameter_group": {"family": re.compile(r"aurora-mysql8\.(0|4)")},
}


@policy(
    56,
    "Database and cache run on releases that AWS still supports.",
    hipaa="308(a)(5)(ii)(B)",
)
def supported_releases(configuration: Configuration) -> Violations:
    """Aurora MySQL 2 and Redis OSS cost more each year, and get no more than urgent fixes."""
    for type_, arguments in SUPPORTED.items():
        for resource in configuration.of(type_):
            for argument, supported in arguments.items():
                found = str(resource.get(argument))
                if not supported.fullmatch(found):
                    yield resource.violates(f"{argument} is {found}")

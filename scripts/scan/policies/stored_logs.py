"""Evidence in buckets is kept six years."""

from collections.abc import Iterator
from typing import Any

from scripts.scan.configuration import Configuration, Violation
from scripts.scan.policy import policy

# Six years: 45 CFR 164.316(b)(2)(i).
LEAST_DAYS = 2192
# Type -> path of the argument that names the bucket.
WRITERS = {
    "aws_cloudtrail": ("s3_bucket_name",),
    "aws_ecs_cluster": ("configuration", "execute_command_configuration"),
    "aws_lb": ("access_logs",),
    "aws_s3_bucket_logging": ("target_bucket",),
}


@policy(
    38,
    "Buckets that hold evidence keep it 2192 days or more.",
    hipaa=("312(b)", "316(b)(2)(i)"),
)
def stored_logs(configuration: Configuration) -> Iterator[Violation]:
    """Evidence is what trails, load balancers, ECS Exec and buckets write."""
    evidence = {
        address
        for type_, path in WRITERS.items()
        for writer in configuration.of(type_)
        for address in writer.refers_to(*path)
    }
    for lifecycle in configuration.of("aws_s3_bucket_lifecycle_configuration"):
        for rule in lifecycle.blocks("rule"):
            days = next((each.get("days") for each in _expirations(rule)), None)
            if lifecycle.refers_to("bucket") & evidence and days and days < LEAST_DAYS:
                yield lifecycle.violates(f"objects are deleted after {days} days")


def _expirations(rule: dict[str, Any]) -> list[dict[str, Any]]:
    found = rule.get("expiration") or []
    return [found] if isinstance(found, dict) else list(found)

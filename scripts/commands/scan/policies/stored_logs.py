"""Evidence in buckets is kept six years."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import blocks

# Six years: 45 CFR 164.316(b)(2)(i).
LEAST_DAYS = 2192
# How long somebody has to notice that objects were deleted or overwritten.
LEAST_NONCURRENT_DAYS = 30
# Type -> path of the argument that names the bucket.
WRITERS = {
    "aws_cloudtrail": "s3_bucket_name",
    "aws_ecs_cluster": "configuration.execute_command_configuration",
    "aws_lb": "access_logs",
    "aws_s3_bucket_logging": "target_bucket",
}


@policy(
    38,
    "Buckets that hold evidence keep it 2192 days or more.",
    hipaa="312(b) 316(b)(2)(i)",
)
def stored_logs(configuration: Configuration) -> Violations:
    """Evidence is what trails, load balancers, ECS Exec and buckets write."""
    evidence = configuration.targets(WRITERS)
    for lifecycle in configuration.of("aws_s3_bucket_lifecycle_configuration"):
        for rule in lifecycle.blocks("rule"):
            if not lifecycle.refers_to("bucket") & evidence:
                continue
            days = next((each.get("days") for each in blocks(rule, "expiration")), None)
            if days and days < LEAST_DAYS:
                yield lifecycle.violates(f"objects are deleted after {days} days")
            for old in blocks(rule, "noncurrent_version_expiration"):
                days = old.get("noncurrent_days") or 0
                if days < LEAST_NONCURRENT_DAYS:
                    yield lifecycle.violates(f"deleted objects are gone after {days} days")

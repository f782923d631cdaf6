"""The trail's records cannot be changed, not even by an administrator."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource

# Six years, of leap years none counted: 45 CFR 164.316(b)(2)(i).
LEAST_DAYS = 2190


@policy(
    23,
    "The bucket of a trail has object lock with a default retention.",
    hipaa="312(c)(1) 312(c)(2)",
)
def trail_object_lock(configuration: Configuration) -> Violations:
    """CKV_AWS_143 reads only the block of old provider releases."""
    for trail in configuration.of("aws_cloudtrail"):
        stores = configuration.at(trail.refers_to("s3_bucket_name"), "aws_s3_bucket")
        if not stores:
            yield trail.violates("its bucket is not of this configuration")
        for bucket in stores:
            locks = configuration.referring(bucket, "aws_s3_bucket_object_lock_configuration")
            days = max(map(_days, locks), default=0)
            if bucket.get("object_lock_enabled") is not True or days < LEAST_DAYS:
                yield bucket.violates(
                    f"no object lock with a default retention of {LEAST_DAYS} days"
                )


def _days(lock: Resource) -> int:
    path = ("rule", "default_retention")
    days = lock.get(*path, "days") or 365 * (lock.get(*path, "years") or 0)
    return int(days)

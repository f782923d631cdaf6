"""EFS, S3, DynamoDB and ECR."""

from scripts.resources.facets.charge import Charge, Free, NoPriceError, Situation
from scripts.terraform.documents.configuration import Resource
from scripts.terraform.documents.standby import is_standby

# A lock table holds a few rows.
LOCK_TABLE_GB = 0.001


def file_system(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Storage by class, and each GB read or written with elastic throughput."""
    mode = resource.get("throughput_mode") or "bursting"
    if mode == "provisioned" or resource.get("availability_zone_name"):
        raise NoPriceError("provisioned throughput or a single zone")
    size, share = situation.use("files_gb"), 0.0
    policies = resource.blocks("lifecycle_policy")
    if any(each.get("transition_to_ia") for each in policies):
        share = situation.use("files_infrequent_share")
    charges = [
        Charge("efs_gb_month", size * (1 - share), f"{1 - share:.0%} of {size:g} GB"),
        Charge("efs_infrequent_gb_month", size * share, f"{share:.0%} of {size:g} GB"),
        Charge("efs_infrequent_access_gb", situation.use("files_infrequent_read_gb"), "read back"),
    ]
    if mode == "elastic" and not is_standby(situation.configuration, resource):
        charges += [
            Charge("efs_read_gb", situation.use("files_read_gb"), "read"),
            Charge("efs_write_gb", situation.use("files_write_gb"), "written"),
        ]
    return charges


def bucket(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Accumulated objects, at the price of S3 Standard although old files move to Glacier."""
    months = situation.months_kept(_expiration_days(resource, situation))
    growth, puts = situation.use("bucket_gb"), situation.use("bucket_puts_thousands")
    return [
        Charge("s3_gb_month", growth * months, f"{growth:g} GB a month, {months:.3g} months kept"),
        Charge("s3_put_1k", puts, f"{puts:g} thousand objects written"),
    ]


def notification(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Events of a bucket on EventBridge, which are opted into and not free."""
    if resource.get("eventbridge") is not True:
        return Free("A property of the bucket; nothing is sent to EventBridge.")
    events = situation.use("bucket_puts_thousands")
    return [Charge("eventbridge_events_million", events / 1e3, f"{events:g} thousand objects")]


def _expiration_days(bucket_: Resource, situation: Situation) -> float | None:
    days = [
        expiration["days"]
        for each in situation.configuration.referring(
            bucket_, "aws_s3_bucket_lifecycle_configuration"
        )
        for rule in each.blocks("rule")
        for expiration in _blocks(rule, "expiration")
        if isinstance(expiration.get("days"), int | float) and expiration["days"]
    ]
    return max(days) if days else None


def _blocks(outer: dict[str, object], name: str) -> list[dict[str, float]]:
    return Resource("", "", outer).blocks(name)


def table(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """An on-demand table."""
    if resource.get("billing_mode") != "PAY_PER_REQUEST":
        raise NoPriceError("provisioned capacity")
    requests = situation.use("state_requests") / 1e6
    charges = [
        Charge("dynamodb_writes_million", requests, "locks taken and left"),
        Charge("dynamodb_reads_million", requests, "locks read"),
        Charge("dynamodb_gb_month", LOCK_TABLE_GB, "a few rows"),
    ]
    if resource.get("point_in_time_recovery", "enabled") is True:
        charges.append(Charge("dynamodb_backup_gb_month", LOCK_TABLE_GB, "a few rows"))
    return charges


def registry(_: Resource, situation: Situation) -> list[Charge] | Free:
    """Images kept in a private repository."""
    return [Charge("ecr_gb_month", situation.use("image_gb"), "images")]

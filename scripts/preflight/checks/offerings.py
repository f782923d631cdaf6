"""Availability in the Region: each service, and the engines of database and cache."""

from collections.abc import Iterator

from scripts.aws.account import AwsError, aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject

# Prefix of Terraform's types -> the service's code in boto3 and in AWS's public parameters, where
# these know it: https://docs.aws.amazon.com/systems-manager/latest/userguide/
# parameter-store-public-parameters-global-infrastructure.html (read 2026-11-25).
_SERVICES = {
    "aws_acm_": "acm",
    "aws_appautoscaling_": "application-autoscaling",
    "aws_backup_": "backup",
    "aws_cloudformation_": "cloudformation",
    "aws_cloudtrail": "cloudtrail",
    "aws_cloudwatch_event_": "events",
    "aws_cloudwatch_log_": "logs",
    "aws_cloudwatch_": "cloudwatch",
    "aws_db_": "rds",
    "aws_ecs_": "ecs",
    "aws_efs_": "efs",
    "aws_elasticache_": "elasticache",
    "aws_kms_": "kms",
    "aws_lb": "elbv2",
    "aws_rds_": "rds",
    "aws_s3_": "s3",
    "aws_secretsmanager_": "secretsmanager",
    "aws_sns_": "sns",
    "aws_vpc": "ec2",
    "aws_wafv2_": "wafv2",
}
_PARAMETER_NAMES = {"elbv2": "elasticloadbalancing"}
_ONLY_PARAMETERS = ("fargate",)
_PATH = "/aws/service/global-infrastructure/regions/{}/services/{}"
# A service is missing only if the list knows its code elsewhere; other codes are unknown.
_HAS_ALL = "us-east-1"
_AT_ONCE = 10
_INSTANCE_CLASS = "db.serverless"


def services(subject: Subject) -> Iterator[Finding]:
    """Check each service of the topology, by AWS's own list, else by boto3's."""
    import boto3  # noqa: PLC0415 - half a second

    region = subject.settings.region
    kinds = subject.configuration["resource"]
    used = sorted({code for kind in kinds for code in [_service(kind)] if code})
    try:
        missing = _missing(subject, [*used, *_ONLY_PARAMETERS])
        source = "AWS's list of the Region"
    except (AwsError, LookupError) as silent:
        session = boto3.Session()
        listed = {code: session.get_available_regions(code) for code in used}
        missing = [code for code, regions in listed.items() if region not in regions]
        source = "boto3's list, as AWS's own is not available"
        if isinstance(silent, AwsError):
            source = f"{source} ({str(silent).splitlines()[0]})"
    for code in missing:
        fix = f"deployments.{subject.name}.region: a Region that offers it"
        yield problem(code, f"not offered in {region}, by {source}", fix)
    if not missing:
        yield ok(region, f"offers all {len(used)} services, by {source}")


def _service(kind: str) -> str | None:
    return next((code for prefix, code in _SERVICES.items() if kind.startswith(prefix)), None)


def _missing(subject: Subject, codes: list[str]) -> list[str]:
    """Raises LookupError if AWS's list knows none of them anywhere."""
    here = _listed(subject, subject.settings.region, codes)
    if not here:
        raise LookupError(subject.settings.region)
    anywhere = _listed(subject, _HAS_ALL, [code for code in codes if code not in here])
    return sorted(anywhere)


def _listed(subject: Subject, region: str, codes: list[str]) -> set[str]:
    """The `codes` that are on the Region's list."""
    ssm = subject.account.client("ssm")
    wanted = {_PATH.format(region, _PARAMETER_NAMES.get(code, code)): code for code in codes}
    names, found = list(wanted), []
    with aws_errors("read the Region's services (ssm:GetParameters)"):
        for begin in range(0, len(names), _AT_ONCE):
            answer = ssm.get_parameters(Names=names[begin : begin + _AT_ONCE])
            found += [each["Name"] for each in answer["Parameters"]]
    return {wanted[name] for name in found}


def engines(subject: Subject) -> Iterator[Finding]:
    """Check the exact engine versions and instance classes that the Region offers now."""
    yield from _database(subject)
    yield _cache(subject)


def _database(subject: Subject) -> Iterator[Finding]:
    clusters = subject.configured("aws_rds_cluster").values()
    for engine, version in sorted({(each["engine"], each["engine_version"]) for each in clusters}):
        yield from _engine(subject, engine, version)


def _engine(subject: Subject, engine: str, version: str) -> Iterator[Finding]:
    rds = subject.account.client("rds")
    setting = f"deployments.{subject.name}.database.engine_version"
    with aws_errors("list database versions (rds:DescribeDBEngineVersions)"):
        pages = rds.get_paginator("describe_db_engine_versions").paginate(Engine=engine)
        offered = {
            each["EngineVersion"]: each for page in pages for each in page["DBEngineVersions"]
        }
    if version not in offered:
        newest = ", ".join(sorted(offered)[-3:]) or "none"
        text = f"{engine} has no such version in {subject.settings.region}"
        yield problem(version, text, f"{setting}: {newest}")
        return
    if offered[version].get("Status") == "deprecated":
        newest = sorted(offered)[-1]
        yield warning(version, "AWS has deprecated it", f"{setting}: {newest}")
    with aws_errors("list what can be ordered (rds:DescribeOrderableDBInstanceOptions)"):
        options = rds.describe_orderable_db_instance_options(
            Engine=engine, EngineVersion=version, DBInstanceClass=_INSTANCE_CLASS
        )["OrderableDBInstanceOptions"]
    if options:
        yield ok(version, f"{engine}, {_INSTANCE_CLASS}")
    else:
        text = f"{_INSTANCE_CLASS} cannot be ordered in {subject.settings.region}"
        yield problem(version, text, f"{setting}, or another region")


def _cache(subject: Subject) -> Finding:
    wanted = next(iter(subject.configured("aws_elasticache_serverless_cache").values()))
    engine, major = wanted["engine"], wanted["major_engine_version"]
    cache = subject.account.client("elasticache")
    with aws_errors("list cache versions (elasticache:DescribeCacheEngineVersions)"):
        versions = cache.describe_cache_engine_versions(Engine=engine)["CacheEngineVersions"]
    if any(each["EngineVersion"].split(".")[0] == major for each in versions):
        return ok(f"{engine} {major}", "offered")
    if not versions:
        return not_checked(f"{engine} {major}", "AWS lists no version of it")
    fix = f"deployments.{subject.name}.region: a Region that offers it"
    return problem(f"{engine} {major}", f"not offered in {subject.settings.region}", fix)

"""Changes of one resource that AWS takes one by one only, so that a plan of two fails half-way."""

from collections.abc import Iterator

from scripts.terraform.documents.plan import Plan

# Argument -> the field of ModifyServerlessCache that carries it: "Serverless Cache modifications
# only support modifying one field per request", and AWS provider 5.100 sends all that differ
# (hashicorp/terraform-provider-aws issues 35897 and 43862; read 2026-11-30). Both limits are one.
SERVERLESS_CACHE = {
    "cache_usage_limits": "CacheUsageLimits",
    "daily_snapshot_time": "DailySnapshotTime",
    "description": "Description",
    "engine": "Engine",
    "major_engine_version": "Engine",
    "security_group_ids": "SecurityGroupIds",
    "snapshot_retention_limit": "SnapshotRetentionLimit",
    "user_group_id": "UserGroupId",
}
FIELDS = {"aws_elasticache_serverless_cache": SERVERLESS_CACHE}


def refused_together(plan: Plan) -> Iterator[str]:
    """Why AWS would refuse the plan, for each resource that changes too much at once.

    Such a plan is refused as a whole: Terraform cannot apply a part of a resource's changes, and
    where AWS refuses, other resources have been changed already.
    """
    for change in plan.changes:
        fields = FIELDS.get(change.type, {})
        if change.action != "update":
            continue
        changed = {each.attribute for each in change.differences} & set(fields)
        if len({fields[name] for name in changed}) > 1:
            yield (
                f"{change.address}: {' and '.join(sorted(changed))} change at once; AWS takes one "
                "of them in a request. Change the settings of one, deploy, then those of the next."
            )

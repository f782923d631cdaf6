"""RDS: refuse engine versions that Aurora cannot change to, and capacity beyond its version."""

from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.aurora_versions import (
    aurora_release,
    is_downgrade,
    is_major_upgrade,
)
from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response, nested

# Aurora MySQL release -> smallest and largest capacity of Serverless v2 from there on.
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.how-it-works.html
# table of capacity ranges, read 2026-11-30. stacks/settings/data.py has the same for the settings.
_CAPACITY = {(3, 8, 0): (0, 256), (3, 6, 0): (0.5, 256), (3, 2, 0): (0.5, 128)}


@before(rds, "_modify_db_cluster")
def refuse_versions_out_of_reach(params: dict[str, Any]) -> Response | None:
    wanted = rds._p(params, "EngineVersion")
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier"))
    if not wanted or not cluster:
        return None
    current, engine = cluster["EngineVersion"], cluster["Engine"]
    # https://github.com/terraform-aws-modules/terraform-aws-rds-aurora/issues/228
    if is_downgrade(current, wanted):
        return rds._invalid_parameter_combination(
            f"Cannot upgrade {engine} from {current} to {wanted}"
        )
    # https://github.com/hashicorp/terraform-provider-aws/issues/13490
    allowed = rds._p(params, "AllowMajorVersionUpgrade").lower() == "true"
    if is_major_upgrade(current, wanted) and not allowed:
        return rds._invalid_parameter_combination(
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major "
            "version."
        )
    return None


@before(rds, "_create_db_cluster", "_modify_db_cluster")
def refuse_capacity_beyond_the_version(params: dict[str, Any]) -> Response | None:
    scaling = nested(params).get("ServerlessV2ScalingConfiguration")
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier")) or {}
    release = aurora_release(rds._p(params, "EngineVersion") or cluster.get("EngineVersion", ""))
    if not scaling or not release:
        return None
    supported = [capacity for first, capacity in _CAPACITY.items() if release >= first]
    if not supported:
        return rds._invalid_parameter_combination(
            "Aurora Serverless v2 is not supported by this engine version."
        )
    least, most = supported[0]
    asked = [float(scaling[key]) for key in ("MinCapacity", "MaxCapacity") if key in scaling]
    if all(least <= each <= most for each in asked):
        return None
    return rds._invalid_parameter_value(
        f"Serverless v2 capacity {asked} isn't supported by this engine version, which takes "
        f"{least} to {most}."
    )

"""RDS parameter groups: refuse unknown parameters, and an immediate change of a static one."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response, nested

_FAMILY = "aurora-mysql8.0"
_LIST = Path(__file__).with_name("aurora_mysql_parameters.txt")
_LINES = [line.split() for line in _LIST.read_text().splitlines() if not line.startswith("#")]
_KNOWN = {words[0]: "static" in words for words in _LINES}


@before(rds, "_modify_db_cluster_param_group", "_modify_param_group")
def refuse_unknown_parameters(params: dict[str, Any]) -> Response | None:
    cluster_group = rds._db_cluster_param_groups.get(rds._p(params, "DBClusterParameterGroupName"))
    group = cluster_group or rds._param_groups.get(rds._p(params, "DBParameterGroupName"))
    if not group or group["DBParameterGroupFamily"] != _FAMILY:
        return None
    for parameter in _changes(nested(params).get("Parameters")):
        name = parameter.get("ParameterName", "")
        if not any(fnmatchcase(name, known) for known in _KNOWN):
            return rds._invalid_parameter_value(f"Could not find parameter with name: {name}")
        if _KNOWN.get(name) and parameter.get("ApplyMethod") == "immediate":
            return rds._invalid_parameter_combination(
                "cannot use immediate apply method for static parameter"
            )
    return None


@before(rds, "_delete_db_cluster_param_group")
def refuse_deleting_a_used_group(params: dict[str, Any]) -> Response | None:
    name = rds._p(params, "DBClusterParameterGroupName")
    users = [c for c in rds._clusters.values() if c.get("DBClusterParameterGroup") == name]
    if not users:
        return None
    return rds._error(
        "InvalidDBParameterGroupState",
        "One or more database clusters are still members of this parameter group "
        f"{name}, so the group cannot be deleted",
        400,
    )


def _changes(parameters: Any) -> list[dict[str, Any]]:
    """`Parameters.member.N` and `Parameters.Parameter.N` alike."""
    if isinstance(parameters, dict):
        parameters = parameters.get("Parameter")
    return parameters if isinstance(parameters, list) else []

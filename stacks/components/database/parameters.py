"""What the database server is told: TLS only, and what it writes into its logs."""

from cdktf_cdktf_provider_aws.rds_cluster_parameter_group import (
    RdsClusterParameterGroup,
    RdsClusterParameterGroupParameter,
)
from constructs import Construct

# Audited are sign-ins, rights and schema changes. Statements that read or write rows hold patients'
# data and would carry it into the logs; so would the general log.
PARAMETERS = {
    "character_set_server": "utf8mb4",
    "collation_server": "utf8mb4_general_ci",
    "general_log": "0",
    "local_infile": "1",
    "long_query_time": "5",
    "max_allowed_packet": "67108864",
    "require_secure_transport": "ON",
    "server_audit_events": "CONNECT,QUERY_DCL,QUERY_DDL",
    "server_audit_logging": "1",
    "server_audit_logs_upload": "1",
    "slow_query_log": "1",
    "tls_version": "TLSv1.2,TLSv1.3",
}


def parameter_group(scope: Construct, id_: str, name: str) -> RdsClusterParameterGroup:
    """The cluster parameter group that holds PARAMETERS.

    They are taken at the first start. A later change waits for a restart of the instances, as AWS
    demands for some of them.
    """
    return RdsClusterParameterGroup(
        scope,
        id_,
        name=name,
        family="aurora-mysql8.0",
        description="TLS only, audit of access and schema, no statements of users in logs",
        parameter=[
            RdsClusterParameterGroupParameter(
                name=parameter, value=value, apply_method="pending-reboot"
            )
            for parameter, value in PARAMETERS.items()
        ],
    )

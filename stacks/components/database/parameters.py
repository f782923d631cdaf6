"""Parameters of the database server: TLS only, what it logs, when it ends idle connections."""

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
# OpenEMR's workers keep connections open (`enable_database_connection_pooling`), by MySQL's default
# for 8 idle hours: the database would not pause, and those of a retired account would stay. PHP
# opens another where one has ended: 192 of 192 requests were good (OpenEMR 8.2, 2026-11-29). Aurora
# takes the smaller of the two for all sessions:
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html
IDLE_CONNECTION_SECONDS = 300
# Apply to new connections at once. The others apply at the first start; a later change waits for a
# restart of the instances, as AWS demands for some of them.
AT_ONCE = {
    "interactive_timeout": str(IDLE_CONNECTION_SECONDS),
    "wait_timeout": str(IDLE_CONNECTION_SECONDS),
}


def parameter_group(
    scope: Construct, id_: str, name: str, max_connections: int
) -> RdsClusterParameterGroup:
    """The cluster parameter group that holds PARAMETERS and AT_ONCE."""
    at_start = PARAMETERS | {"max_connections": str(max_connections)}
    parameters = {name: (value, "pending-reboot") for name, value in at_start.items()}
    parameters |= {name: (value, "immediate") for name, value in AT_ONCE.items()}
    return RdsClusterParameterGroup(
        scope,
        id_,
        name=name,
        family="aurora-mysql8.0",
        description="TLS only, audit of access and schema, no statements of users in logs",
        parameter=[
            RdsClusterParameterGroupParameter(name=parameter, value=value, apply_method=method)
            for parameter, (value, method) in sorted(parameters.items())
        ],
    )

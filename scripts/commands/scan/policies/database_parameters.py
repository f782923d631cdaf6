"""The database refuses plain text and audits who signs in."""

from collections.abc import Iterator

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource

# Aurora's names: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/
# AuroraMySQL.Auditing.html and .../AuroraMySQL.Security.html
SWITCHED_ON = (
    "require_secure_transport",
    "server_audit_logging",
    "server_audit_logs_upload",
    "slow_query_log",
)
# Others could leave people out of the audit, or open files and roles to SQL.
REVIEWED = {
    *SWITCHED_ON,
    "character_set_server",
    "collation_server",
    "general_log",
    "interactive_timeout",
    "local_infile",
    "long_query_time",
    "max_allowed_packet",
    "max_connections",
    "server_audit_events",
    "tls_version",
    "wait_timeout",
}
ON = {"1", "on", "true"}
AUDITED = {"CONNECT", "QUERY_DCL", "QUERY_DDL"}
OLD_TLS = {"tlsv1", "tlsv1.0", "tlsv1.1"}


@policy(
    15,
    "Every Aurora cluster has parameters that demand TLS 1.2 and audit sign-ins and rights.",
    hipaa="312(b) 312(e)(1) 312(e)(2)(ii)",
)
def database_parameters(configuration: Configuration) -> Violations:
    """The general log would carry statements with patients' data, so it must be off."""
    for cluster in configuration.of("aws_rds_cluster"):
        groups = configuration.at(cluster.refers_to("db_cluster_parameter_group_name"))
        if not groups:
            yield cluster.violates("no parameter group of this configuration")
        for group in groups:
            yield from (group.violates(reason) for reason in _reasons(group))


def _reasons(group: Resource) -> Iterator[str]:
    values = {each.get("name"): str(each.get("value")) for each in group.blocks("parameter")}
    for name in sorted(set(map(str, values)) - REVIEWED):
        yield f"parameter {name} is not on the allow-list"
    for name in SWITCHED_ON:
        if values.get(name, "").lower() not in ON:
            yield f"{name} is {values.get(name, 'not set')}"
    if not set(values.get("server_audit_events", "").upper().split(",")) >= AUDITED:
        yield f"server_audit_events lacks one of {', '.join(sorted(AUDITED))}"
    versions = {each.strip().lower() for each in values.get("tls_version", "TLSv1").split(",")}
    if versions & OLD_TLS:
        yield f"tls_version is {values.get('tls_version', 'not set')}"
    if values.get("general_log", "0").lower() in ON:
        yield "general_log would write patients' data into the log"

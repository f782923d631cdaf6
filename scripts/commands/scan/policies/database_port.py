"""The database does not listen where everybody looks first."""

from scripts.commands.scan.policy import Configuration, Violations, policy

DEFAULT_PORT = 3306


@policy(
    18,
    "The database listens on another port than its engine's default.",
    nag="AwsSolutions-RDS11",
)
def database_port(configuration: Configuration) -> Violations:
    """A cluster without `port` has the default."""
    for cluster in configuration.of("aws_rds_cluster"):
        if cluster.get("port") in (None, DEFAULT_PORT):
            yield cluster.violates(f"port {DEFAULT_PORT}")

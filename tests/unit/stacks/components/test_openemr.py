"""The deployment as a whole: who may talk to whom, what is said aloud, and what is put out."""

import pytest

from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import whole

# Client, server, port: everything else is closed.
CONNECTIONS = {
    ("front_door", "application", 443),
    ("application", "database", 3307),
    ("application", "cache", 6379),
    ("application", "files", 2049),
}
OUTPUTS = {
    *("application_url", "load_balancer_dns_name", "admin_user", "admin_password_secret_arn"),
    *("cluster_name", "service_name", "application_log_group", "vpc_id", "web_acl_arn"),
    *("database_cluster_id", "database_endpoint", "database_port", "database_reader_endpoint"),
    *("database_master_secret_arn", "database_user_secret_arn"),
    *("cache_endpoint", "cache_user_secret_arn", "file_system_id", "backup_vault_name"),
}


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole()


def component(reference: str) -> str:
    (address,) = references(reference)
    return address.removeprefix("aws_security_group.").removesuffix("_perimeter_group")


@pytest.mark.parametrize(
    ("type_", "client", "server"),
    [
        ("ingress", "referenced_security_group_id", "security_group_id"),
        ("egress", "security_group_id", "referenced_security_group_id"),
    ],
)
def test_only_these_connections_are_open(type_: str, client: str, server: str, stack: Stack):
    rules = stack.resources(f"aws_vpc_security_group_{type_}_rule").values()
    found = {
        (component(rule[client]), component(rule[server]), rule["from_port"])
        for rule in rules
        if "referenced_security_group_id" in rule
    }
    assert found == CONNECTIONS


def test_ports_of_rules_are_those_that_are_listened_on(stack: Stack):
    assert stack.one("aws_rds_cluster")["port"] == 3307
    assert stack.json["output"]["database_port"]["value"] == "3307"
    assert stack.one("aws_lb_target_group")["port"] == 443


def test_outputs_are_all_that_an_operator_needs(stack: Stack):
    outputs = stack.json["output"]
    assert outputs.keys() >= OUTPUTS
    assert all(output["description"] for output in outputs.values())

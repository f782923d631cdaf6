"""Every connection on which patients' data travels is TLS 1.2 or newer."""

from collections.abc import Iterator

from tests.synthesized import Stack, containers, references, refers_to, statements
from tests.unit.stacks.invariants.rule import Violation, breaks, breaks_without, check

# TLS 1.2 with forward secrecy, and 1.3.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICIES = ("ELBSecurityPolicy-TLS13-1-2-2021-06",)
PLAIN_HTTP = {
    "aws_lb_listener.front_door_http": "an evaluation without certificate; the command warns of it"
}
DATABASE_TLS = {"require_secure_transport": "ON", "tls_version": "TLSv1.2,TLSv1.3"}


def weak_listeners(stack: Stack) -> Iterator[Violation]:
    """Listeners that forward by plain HTTP, or speak old TLS."""
    for name, listener in stack.resources("aws_lb_listener").items():
        address = f"aws_lb_listener.{name}"
        actions = {action["type"] for action in listener["default_action"]}
        if listener["protocol"] == "HTTPS":
            if listener.get("ssl_policy") not in TLS_POLICIES:
                yield Violation(address, f"speaks {listener.get('ssl_policy')}")
            if not listener.get("certificate_arn"):
                yield Violation(address, "has no certificate")
        elif actions != {"redirect"}:
            yield Violation(address, "forwards plain HTTP")
        else:
            redirect = listener["default_action"][0]["redirect"]
            wanted = {"port": "443", "protocol": "HTTPS", "status_code": "HTTP_301"}
            if redirect != wanted:
                yield Violation(address, f"redirects to {redirect}")


def plain_targets(stack: Stack) -> Iterator[Violation]:
    """Target groups and health checks between load balancer and tasks without TLS."""
    for name, group in stack.resources("aws_lb_target_group").items():
        for protocol in (group["protocol"], group["health_check"]["protocol"]):
            if protocol != "HTTPS":
                yield Violation(f"aws_lb_target_group.{name}", f"speaks {protocol}")


def plain_database(stack: Stack) -> Iterator[Violation]:
    """Clusters whose parameter group does not refuse unencrypted connections."""
    for name, cluster in stack.resources("aws_rds_cluster").items():
        address = f"aws_rds_cluster.{name}"
        reference = cluster.get("db_cluster_parameter_group_name")
        if not refers_to(reference, "aws_rds_cluster_parameter_group"):
            yield Violation(address, "uses AWS's default parameters")
            continue
        group = stack.at(next(iter(references(reference))))
        parameters = {entry["name"]: entry["value"] for entry in group["parameter"]}
        for parameter, value in DATABASE_TLS.items():
            if parameters.get(parameter) != value:
                yield Violation(address, f"{parameter} is {parameters.get(parameter)}")


def plain_mounts(stack: Stack) -> Iterator[Violation]:
    """File systems mounted, or mountable, without TLS, or without IAM."""
    for name, task in stack.resources("aws_ecs_task_definition").items():
        for volume in task["volume"]:
            efs = volume["efs_volume_configuration"]
            if efs.get("transit_encryption") != "ENABLED":
                yield Violation(f"aws_ecs_task_definition.{name}", "mounts without TLS")
            if efs.get("authorization_config", {}).get("iam") != "ENABLED":
                yield Violation(f"aws_ecs_task_definition.{name}", "mounts without IAM")
    policies = stack.resources("aws_efs_file_system_policy").values()
    for name in stack.resources("aws_efs_file_system"):
        system = f"${{aws_efs_file_system.{name}.id}}"
        if not any(
            policy["file_system_id"] == system
            and any(
                statement["Effect"] == "Deny"
                and statement["Action"] == ["*"]
                and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                for statement in statements(policy["policy"])
            )
            for policy in policies
        ):
            yield Violation(f"aws_efs_file_system.{name}", "can be mounted without TLS")


def test_browsers_reach_openemr_by_tls(deployments: list[Stack]):
    check(weak_listeners, deployments, PLAIN_HTTP)


def test_plain_http_is_for_evaluations_without_certificate_only(deployments: list[Stack]):
    plain = {str(stack) for stack in deployments if list(weak_listeners(stack))}
    assert plain == {"default/evaluation", "smallest/smallest"}


def test_the_load_balancer_reaches_tasks_by_tls(deployments: list[Stack]):
    check(plain_targets, deployments)


def test_the_database_refuses_unencrypted_connections(deployments: list[Stack]):
    # features.md S2, K2: parameter groups that no cluster used.
    check(plain_database, deployments)


def test_files_are_mounted_by_tls_and_iam_only(deployments: list[Stack]):
    check(plain_mounts, deployments)


def test_the_openemr_url_is_https_wherever_there_is_tls(deployments: list[Stack]):
    for stack in deployments:
        has_tls = any(
            listener["protocol"] == "HTTPS"
            for listener in stack.resources("aws_lb_listener").values()
        )
        url = stack.json["output"]["application_url"]["value"]
        assert url.startswith("https://" if has_tls else "http://"), stack
        environment = {e["name"]: e["value"] for e in containers(stack)["bootstrap"]["environment"]}
        assert environment["OPENEMR_SETTING_site_addr_oath"] == url, stack


def test_these_rules_notice(production: Stack):
    https, http = "aws_lb_listener.front_door_https", "aws_lb_listener.front_door_http"
    breaks(weak_listeners, production, https, ssl_policy="ELBSecurityPolicy-2016-08")
    breaks(weak_listeners, production, https, ssl_policy=None)
    breaks(weak_listeners, production, http, default_action=[{"type": "forward"}])
    breaks(plain_targets, production, "aws_lb_target_group.front_door_tasks", protocol="HTTP")
    cluster = "aws_rds_cluster.database_cluster"
    breaks(plain_database, production, cluster, db_cluster_parameter_group_name=None)
    breaks_without(plain_mounts, production, "aws_efs_file_system_policy.files_policy")
    parameters = production.at("aws_rds_cluster_parameter_group.database_parameters")["parameter"]
    off = [entry | {"value": "OFF"} for entry in parameters]
    spoiled = production.changed(
        lambda json: json["resource"]["aws_rds_cluster_parameter_group"][
            "database_parameters"
        ].update(parameter=off)
    )
    assert {violation.address for violation in plain_database(spoiled)} == {cluster}

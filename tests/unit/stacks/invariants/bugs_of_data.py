"""Bugs of the predecessors that put data, keys or logs at risk."""

import json

from tests.synthesized import Stack, containers, references, refers_to


def s1_the_backup_selects_the_database_cluster(stack: Stack) -> None:
    selected = references(stack.one("aws_backup_selection")["resources"])
    types = ("aws_rds_cluster", "aws_efs_file_system")
    assert selected == {f"{type_}.{name}" for type_ in types for name in stack.resources(type_)}


def s2_the_parameter_group_is_attached(stack: Stack) -> None:
    for name, cluster in stack.resources("aws_rds_cluster").items():
        group = name.replace("cluster", "parameters")
        attached = cluster["db_cluster_parameter_group_name"]
        assert attached == f"${{aws_rds_cluster_parameter_group.{group}.name}}"


def e3_e33_nothing_deletes_backups_files_and_keys_in_production(stack: Stack) -> None:
    if not stack.is_production:
        return
    for type_ in ("aws_backup_vault", "aws_efs_file_system", "aws_kms_key", "aws_s3_bucket"):
        for name, attributes in stack.resources(type_).items():
            assert attributes["lifecycle"]["prevent_destroy"] is True, name
    assert not stack.resources("aws_lambda_function"), "a destructive custom resource?"


def e14_logs_hold_no_statements_of_users(stack: Stack) -> None:
    for group in stack.resources("aws_rds_cluster_parameter_group").values():
        parameters = {entry["name"]: entry["value"] for entry in group["parameter"]}
        assert parameters["general_log"] == "0"
        audited = set(parameters["server_audit_events"].split(","))
        assert audited == {"CONNECT", "QUERY_DCL", "QUERY_DDL"}
    for name, cluster in stack.resources("aws_rds_cluster").items():
        for log in cluster["enabled_cloudwatch_logs_exports"]:
            own = stack.at(f"aws_cloudwatch_log_group.{name.removesuffix('cluster')}{log}_log")
            assert own["name"] == f"/aws/rds/cluster/{cluster['cluster_identifier']}/{log}"


def e17_the_database_is_protected_unless_said_otherwise(stack: Stack) -> None:
    for cluster in stack.resources("aws_rds_cluster").values():
        assert cluster["deletion_protection"] is stack.is_production


def e22_the_cache_has_a_user_a_key_limits_and_snapshots(stack: Stack) -> None:
    cache = stack.one("aws_elasticache_serverless_cache")
    assert refers_to(cache["kms_key_id"], "aws_kms_key")
    assert references(cache["user_group_id"]) == {"aws_elasticache_user_group.cache_users"}
    assert cache["cache_usage_limits"] == [
        {"data_storage": [{"maximum": 5, "unit": "GB"}], "ecpu_per_second": [{"maximum": 5000}]}
    ]
    assert cache["snapshot_retention_limit"] == (15 if stack.is_production else 0)
    template = json.loads(stack.one("aws_cloudformation_stack")["template_body"])
    access = template["Resources"]["User"]["Properties"]["AccessString"].split()
    assert "-@all" in access
    assert not {"+@all", "~*", "allkeys", "nopass"} & set(access)


def e23_files_have_a_key_an_access_point_and_a_policy(stack: Stack) -> None:
    for system in stack.resources("aws_efs_file_system").values():
        assert refers_to(system["kms_key_id"], "aws_kms_key")
    policies = [each["policy"] for each in stack.resources("aws_efs_file_system_policy").values()]
    assert len(policies) == len(stack.resources("aws_efs_file_system"))
    for task in stack.resources("aws_ecs_task_definition").values():
        volume = task["volume"][0]["efs_volume_configuration"]
        point = references(volume["authorization_config"]["access_point_id"])
        assert any(references(policy) >= point for policy in policies)
    service = stack.at("aws_ecs_task_definition.application_task_definition")
    volume = service["volume"][0]["efs_volume_configuration"]
    point = references(volume["authorization_config"]["access_point_id"])
    assert point == {"aws_efs_access_point.files_access_point"}


def e24_the_application_is_not_the_database_master(stack: Stack) -> None:
    openemr = {secret["name"] for secret in containers(stack)["openemr"]["secrets"]}
    assert openemr == {"VALKEY_PASSWORD"}
    bootstrap = {s["name"]: s["valueFrom"] for s in containers(stack)["bootstrap"]["secrets"]}
    assert references(bootstrap["MYSQL_PASS"]) != references(bootstrap["MYSQL_ROOT_PASS"])


def e27_every_key_is_used(stack: Stack) -> None:
    used = {
        address
        for type_, _, attributes in stack.every()
        if type_ != "aws_kms_alias"
        for address in references(attributes)
    }
    keys = {f"aws_kms_key.{name}" for name in stack.resources("aws_kms_key")}
    assert keys <= used


def k9_no_backtrack_on_serverless_v2(stack: Stack) -> None:
    for cluster in stack.resources("aws_rds_cluster").values():
        assert "backtrack_window" not in cluster


def k11_the_final_snapshot_has_no_clock_in_its_name(stack: Stack) -> None:
    for cluster in stack.resources("aws_rds_cluster").values():
        assert "timestamp" not in cluster.get("final_snapshot_identifier", "")

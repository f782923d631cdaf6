"""The output suits AWS provider 5.100 and 6.x: it uses nothing that 6.0 removed or renamed."""

from collections.abc import Iterator

from tests.synthesized import Stack, leaves
from tests.unit.stacks.invariants.rule import Violation, breaks, check

# https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-6-upgrade
REMOVED_ARGUMENTS = {
    "aws_api_gateway_account": ("reset_on_delete",),
    "aws_api_gateway_deployment": ("stage_name", "stage_description", "canary_settings"),
    "aws_batch_compute_environment": ("compute_environment_name",),
    "aws_batch_job_queue": ("compute_environments",),
    "aws_cloudformation_stack_set_instance": ("region",),
    "aws_cloudfront_response_headers_policy": ("etag",),
    "aws_config_aggregate_authorization": ("region",),
    "aws_dms_endpoint": ("s3_settings",),
    "aws_dx_gateway_association": ("vpn_gateway_id",),
    "aws_dx_hosted_connection": ("region",),
    "aws_ecs_task_definition": ("inference_accelerator",),
    "aws_eip": ("vpc",),
    "aws_eks_addon": ("resolve_conflicts",),
    "aws_flow_log": ("log_group_name",),
    "aws_guardduty_detector": ("datasources",),
    "aws_guardduty_organization_configuration": ("auto_enable", "datasources"),
    "aws_instance": ("cpu_core_count", "cpu_threads_per_core"),
    "aws_launch_template": ("elastic_gpu_specifications", "elastic_inference_accelerator"),
    "aws_networkmanager_core_network": ("base_policy_region",),
    "aws_opensearch_domain": ("kibana_endpoint",),
    "aws_redshift_cluster": ("snapshot_copy", "logging", "cluster_public_key", "endpoint"),
    "aws_s3_bucket": ("region",),
    "aws_sagemaker_notebook_instance": ("accelerator_types",),
    "aws_servicequotas_template": ("region",),
    "aws_spot_instance_request": ("block_duration_minutes",),
    "aws_ssm_association": ("instance_id",),
    "aws_ssmincidents_replication_set": ("region",),
}
REMOVED_TYPES = (
    "aws_redshift_service_account",
    "aws_simpledb_domain",
    "aws_worklink_",
    "aws_opsworks_",
    "aws_evidently_",
    "aws_elastictranscoder_",
    "aws_media_store_",
    "aws_kinesis_analytics_application",
)
# Attributes that references may not use any more, or that changed their meaning.
REMOVED_ATTRIBUTES = {
    "data.aws_region.": ".name",
    "aws_s3_bucket.": ".region",
    "aws_cloudfront_key_value_store.": ".id",
    "aws_api_gateway_deployment.": ".invoke_url",
}
# Arguments that S3 buckets, security groups and roles have resources of their own for; mixing both
# makes each plan undo the other's work.
OWN_RESOURCES = {
    "aws_iam_role": ("inline_policy", "managed_policy_arns"),
    "aws_s3_bucket": (
        *("acl", "cors_rule", "grant", "lifecycle_rule", "logging", "policy", "website"),
        *("replication_configuration", "server_side_encryption_configuration", "versioning"),
    ),
    "aws_security_group": ("ingress", "egress"),
    "aws_route_table": ("route",),
}


def removed(stack: Stack) -> Iterator[Violation]:
    """Types, arguments and attributes that provider 6 does not know."""
    for type_, address, attributes in stack.every():
        if type_.startswith(REMOVED_TYPES):
            yield Violation(address, "its type was removed")
        for argument in (*REMOVED_ARGUMENTS.get(type_, ()), *OWN_RESOURCES.get(type_, ())):
            if argument in attributes:
                yield Violation(address, f"{argument} was removed or is a resource of its own")
        for _, value in leaves(attributes):
            for start, end in REMOVED_ATTRIBUTES.items():
                if isinstance(value, str) and f"${{{start}" in value and f"{end}}}" in value:
                    yield Violation(address, f"refers to {start}<name>{end}")


def old_names_of_flags(stack: Stack) -> Iterator[Violation]:
    """Booleans written as 0 and 1 or in quotes, which provider 6 refuses in some places."""
    for _, address, attributes in stack.every():
        for place, value in leaves(attributes):
            if value in ("true", "false") and place[0] not in ("policy", "assume_role_policy"):
                yield Violation(address, f"{place} is {value!r}")


def test_nothing_is_used_that_provider_6_removed(stacks: list[Stack]):
    check(removed, stacks)


def test_booleans_are_booleans(stacks: list[Stack]):
    check(old_names_of_flags, stacks)


def test_these_rules_notice(default: Stack):
    breaks(removed, default, "aws_eip.network_nat_1_address", vpc=True)
    breaks(removed, default, "aws_flow_log.flow_logs_vpc", log_group_name="x")
    task = "aws_ecs_task_definition.application_task_definition"
    breaks(removed, default, task, inference_accelerator=[])
    bucket = "aws_s3_bucket.access_logs_store_bucket"
    breaks(removed, default, bucket, versioning=[{"enabled": True}])
    breaks(
        removed,
        default,
        "aws_subnet.network_public_1",
        availability_zone="${data.aws_region.r.name}",
    )
    subnet = "aws_subnet.network_private_1"
    breaks(old_names_of_flags, default, subnet, map_public_ip_on_launch="false")

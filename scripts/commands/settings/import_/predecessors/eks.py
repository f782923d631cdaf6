"""Settings of openemr/openemr-on-eks 7.1.4.

terraform/variables.tf with its defaults, and `domain_name` of terraform/terraform.tfvars.example,
which no variable declares any more.
"""

from scripts.commands.settings.import_.conversions import (
    boolean,
    environment,
    integer,
    network,
    number,
    text,
)
from scripts.commands.settings.import_.entry import (
    Becomes,
    Unsupported,
    missing_feature,
)
from scripts.commands.settings.import_.predecessors.predecessor import Predecessor

_CAPACITY = "openemr_service_fargate_{}_capacity"
_AUTOSCALING = "openemr_service_fargate_{}_autoscaling_percentage"
_OF_A_REQUEST = "percent of a whole task here, of the {} that a pod requests there"
_SUBNETS = Unsupported("subnets are computed from network.cidr, two or three zones of them")
_KUBERNETES_API = Unsupported(
    "opens the Kubernetes API, which is not here; who reaches OpenEMR: security_group_ip_range"
)
_EMULATOR = Unsupported("belongs to the emulator of its tests; here: `openemr try`")

EKS = Predecessor(
    name="eks",
    repository="openemr/openemr-on-eks",
    commit="775533e67a4c9e95c083951101682d348021405d",
    format="tfvars",
    keys={
        "aws_region": Becomes("region", text, default="us-west-2"),
        "environment": Becomes("environment", environment, default="production"),
        "cluster_name": Unsupported("names in AWS are made of the deployment's: --as"),
        "kubernetes_version": Unsupported("tasks run on Fargate, without Kubernetes"),
        "vpc_cidr": Becomes("network.cidr", network, default="10.0.0.0/16"),
        "private_subnets": _SUBNETS,
        "public_subnets": _SUBNETS,
        "aurora_min_capacity": Becomes("database.min_capacity_acu", number, default=0.5),
        "aurora_max_capacity": Becomes("database.max_capacity_acu", number, default=16),
        "skip_rds_creation": missing_feature(
            "a deployment has its database; stores.blue_database creates it from a snapshot"
        ),
        "redis_max_data_storage": Becomes("cache.max_data_storage_gb", integer, default=20),
        "redis_max_ecpu_per_second": Becomes("cache.max_ecpu_per_second", integer, default=5000),
        "enable_waf": Unsupported(
            "no deployment is without the firewall", (True, "true", None), "every deployment has it"
        ),
        "enable_public_access": _KUBERNETES_API,
        "allowed_cidr_blocks": _KUBERNETES_API,
        "backup_retention_days": Becomes(
            "database.backup_retention_days", integer, default=30, protects=True
        ),
        "rds_deletion_protection": Becomes(
            "database.deletion_protected", boolean, default=True, protects=True
        ),
        "alb_logs_retention_days": Becomes(
            "logs.access_log_retention_days", integer, default=90, protects=True
        ),
        "app_logs_retention_days": Becomes(
            "logs.application_retention_days", integer, default=30, protects=True
        ),
        "audit_logs_retention_days": Becomes(
            "logs.audit_retention_days", integer, default=365, protects=True
        ),
        "database_insights_mode": Becomes(
            "database.performance_insights", text, default="standard"
        ),
        "rds_engine_version": Becomes(
            "database.engine_version", text, default="8.0.mysql_aurora.3.12.0"
        ),
        "openemr_min_replicas": Becomes(_CAPACITY.format("minimum"), integer, default=2),
        "openemr_max_replicas": Becomes(_CAPACITY.format("maximum"), integer, default=10),
        # k8s/deployment.yaml requests them; a HorizontalPodAutoscaler counts from the request:
        # https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ (2026-11-30)
        "openemr_cpu_utilization_threshold": Becomes(
            _AUTOSCALING.format("cpu"), integer, _OF_A_REQUEST.format("0.5 vCPU"), default=70
        ),
        "openemr_memory_utilization_threshold": Becomes(
            _AUTOSCALING.format("memory"), integer, _OF_A_REQUEST.format("1 GiB"), default=80
        ),
        "openemr_scale_down_stabilization_seconds": Becomes(
            "application.scale_in_cooldown_seconds", integer, default=300
        ),
        "openemr_scale_up_stabilization_seconds": Becomes(
            "application.scale_out_cooldown_seconds",
            integer,
            "a pause after each increase here; shorter than a task takes to start, it starts more "
            "of them than the load needs",
            default=60,
        ),
        "openemr_version": Becomes("application.openemr_version", text, default="8.2.0"),
        "enable_openemr_api": Becomes("activate_openemr_apis", boolean, default=False),
        "enable_patient_portal": missing_feature(
            "there is no setting for it; an administrator turns the portal on in OpenEMR"
        ),
        "domain_name": Becomes("host_name", text, "with certificate_arn; its DNS record is yours"),
        "aws_endpoint_url": _EMULATOR,
        "vpc_ready_wait_duration": _EMULATOR,
        "compute_ready_wait_duration": _EMULATOR,
    },
)

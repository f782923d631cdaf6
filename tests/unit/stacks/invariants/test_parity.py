"""Every resource type of the predecessor's template has its counterpart here, at least as often."""

from collections import Counter

import pytest

from tests.synthesized import Stack

# The template of aws-samples/host-openemr-on-aws-fargate at 548e988, 113 resources, with a
# certificate and ECS Exec. CloudFormation type -> Terraform type, fewest in production.
COUNTERPARTS = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ("aws_appautoscaling_target", 1),
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("aws_appautoscaling_policy", 2),
    "AWS::Backup::BackupPlan": ("aws_backup_plan", 1),
    "AWS::Backup::BackupSelection": ("aws_backup_selection", 1),
    "AWS::Backup::BackupVault": ("aws_backup_vault", 1),
    "AWS::EC2::EIP": ("aws_eip", 2),
    "AWS::EC2::FlowLog": ("aws_flow_log", 1),
    "AWS::EC2::InternetGateway": ("aws_internet_gateway", 1),
    "AWS::EC2::NatGateway": ("aws_nat_gateway", 2),
    "AWS::EC2::Route": ("aws_route", 3),
    "AWS::EC2::RouteTable": ("aws_route_table", 3),
    "AWS::EC2::SecurityGroup": ("aws_security_group", 5),
    "AWS::EC2::SecurityGroupEgress": ("aws_vpc_security_group_egress_rule", 5),
    "AWS::EC2::SecurityGroupIngress": ("aws_vpc_security_group_ingress_rule", 5),
    "AWS::EC2::Subnet": ("aws_subnet", 4),
    "AWS::EC2::SubnetRouteTableAssociation": ("aws_route_table_association", 4),
    "AWS::EC2::VPC": ("aws_vpc", 1),
    "AWS::ECS::Cluster": ("aws_ecs_cluster", 1),
    "AWS::ECS::Service": ("aws_ecs_service", 1),
    "AWS::ECS::TaskDefinition": ("aws_ecs_task_definition", 1),
    "AWS::EFS::FileSystem": ("aws_efs_file_system", 1),
    "AWS::EFS::MountTarget": ("aws_efs_mount_target", 2),
    "AWS::ElastiCache::ServerlessCache": ("aws_elasticache_serverless_cache", 1),
    "AWS::ElasticLoadBalancingV2::Listener": ("aws_lb_listener", 2),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("aws_lb", 1),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("aws_lb_target_group", 1),
    "AWS::IAM::Policy": ("aws_iam_policy", 3),
    "AWS::IAM::Role": ("aws_iam_role", 5),
    "AWS::KMS::Key": ("aws_kms_key", 4),
    "AWS::Logs::LogGroup": ("aws_cloudwatch_log_group", 5),
    "AWS::RDS::DBCluster": ("aws_rds_cluster", 1),
    "AWS::RDS::DBClusterParameterGroup": ("aws_rds_cluster_parameter_group", 1),
    "AWS::RDS::DBInstance": ("aws_rds_cluster_instance", 2),
    "AWS::RDS::DBSubnetGroup": ("aws_db_subnet_group", 1),
    "AWS::S3::Bucket": ("aws_s3_bucket", 2),
    "AWS::S3::BucketPolicy": ("aws_s3_bucket_policy", 2),
    "AWS::SecretsManager::Secret": ("aws_secretsmanager_secret", 2),
    "AWS::WAFv2::LoggingConfiguration": ("aws_wafv2_web_acl_logging_configuration", 1),
    "AWS::WAFv2::WebACL": ("aws_wafv2_web_acl", 1),
    "AWS::WAFv2::WebACLAssociation": ("aws_wafv2_web_acl_association", 1),
}
# What the predecessor's template has and this one must not, with what does its work.
REPLACED = {
    "AWS::EC2::VPCGatewayAttachment": "aws_internet_gateway names its VPC",
    "AWS::SecretsManager::SecretTargetAttachment": "RDS keeps the master password itself",
    "AWS::SSM::Parameter": "values go from resource to task definition; fixed names collide (S5)",
    "AWS::Lambda::Function": "the image makes its certificates; buckets are emptied by Terraform",
    "AWS::Events::Rule": "certificates live as long as a task",
    "Custom::S3AutoDeleteObjects": "force_destroy, where data may be lost",
}


@pytest.mark.parametrize("type_", COUNTERPARTS)
def test_a_type_of_the_predecessor_has_its_counterpart(type_: str, production: Stack):
    counterpart, fewest = COUNTERPARTS[type_]
    assert len(production.resources(counterpart)) >= fewest


def test_the_default_deployment_has_more_than_100_resources(default: Stack):
    count = Counter(type_ for type_, _, _ in default.every())
    assert sum(count.values()) > 100, count


def test_the_default_deployment_lacks_no_type_but_those_of_tls(default: Stack):
    missing = {t for t, _ in COUNTERPARTS.values() if not default.resources(t)}
    assert not missing


def test_no_type_is_both_kept_and_replaced():
    assert not COUNTERPARTS.keys() & REPLACED.keys()


def test_ssm_is_no_bus_between_our_own_components(stacks: list[Stack]):
    for stack in stacks:
        assert not stack.resources("aws_ssm_parameter"), stack

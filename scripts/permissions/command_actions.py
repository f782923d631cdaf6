"""IAM actions that the commands call themselves, beside those of Terraform."""

from scripts.permissions.task import Task
from scripts.resources.actions.application_autoscaling import EFFECT as AUTOSCALING
from scripts.resources.actions.cloudwatch_logs import LOG_GROUPS
from scripts.resources.actions.ecr import REPOSITORY_ARN
from scripts.resources.actions.ecs import CLUSTER_ARN, SERVICE_ARN
from scripts.resources.actions.secretsmanager import SECRETS
from scripts.resources.facets.actions import OWN, Grant, arn, grant, pass_role

_BUCKETS = arn("s3", "openemr-{name}-*", region="", account="")
_CLUSTER = arn("rds", "cluster:openemr-{name}-*")
_ROLES = arn("iam", "role/openemr-{name}-*", region="")
_LINKED_ROLES = arn("iam", "role/aws-service-role/*", region="")
_POLICIES = arn("iam", "policy/openemr-{name}-*", region="")
_VAULT = arn("backup", "backup-vault:openemr-{name}-*")
_TASKS = arn("ecs", "task/openemr-{name}-*")
_MASTER_SECRET = arn("secretsmanager", "secret:rds!cluster-*")
_RECORD_OF_TESTS = arn("logs", "log-group:/openemr/{name}/restoretests:*")
_QUOTAS = "the doctor compares with AWS's default quotas instead of the account's own"

# scripts/preflight/checks
_DOCTOR = (
    grant("servicequotas:GetServiceQuota", optional=_QUOTAS),
    # Of whoever calls; its name is not known here.
    grant(
        "iam:SimulatePrincipalPolicy",
        *(arn("iam", "role/*", region=""), arn("iam", "user/*", region="")),
    ),
    grant("iam:GetRole", arn("iam", "role/*", region="")),
    grant("ec2:DescribeRegions", when=(("StringEquals", "aws:RequestedRegion", "us-east-1"),)),
    grant("ec2:DescribeAvailabilityZones ec2:DescribeTransitGatewayRouteTables"),
    grant("ec2:DescribeVpcPeeringConnections"),
    grant("ec2:SearchTransitGatewayRoutes", arn("ec2", "transit-gateway-route-table/*")),
    grant("rds:DescribeDBEngineVersions rds:DescribeOrderableDBInstanceOptions"),
    grant("elasticache:DescribeCacheEngineVersions"),
    grant("ssm:GetParameters", arn("ssm", "parameter/aws/service/*", account="")),
    grant("ecs:ListClusters ecs:ListTasks"),
    grant("ecs:DescribeTasks", arn("ecs", "task/*")),
    # Of an image in another repository too.
    grant(
        "ecr:BatchGetImage ecr:DescribeImageScanFindings ecr:DescribeImages",
        arn("ecr", "repository/*"),
    ),
    grant("elasticloadbalancing:DescribeLoadBalancers elasticfilesystem:DescribeFileSystems"),
    grant("cloudtrail:DescribeTrails kms:ListKeys"),
    grant("backup:DescribeRegionSettings"),
)
# scripts/resources/finders, which look for what an interrupted apply left behind
_SEARCH = (
    grant("acm:ListCertificates backup:ListBackupPlans backup:ListBackupVaults"),
    grant("backup:ListBackupSelections backup:ListTags", arn("backup", "backup-plan:*")),
    grant("kms:ListResourceTags", arn("kms", "key/*")),
    grant("kms:ListKeys wafv2:ListWebACLs"),
    grant("s3:GetBucketTagging", _BUCKETS),
)
# scripts/commands/drift/unmanaged
_UNMANAGED = (
    grant(
        "ec2:DescribeCarrierGateways ec2:DescribeClientVpnEndpoints "
        "ec2:DescribeEgressOnlyInternetGateways ec2:DescribeInstanceConnectEndpoints "
        "ec2:DescribeInstances ec2:DescribeNetworkAcls ec2:DescribeNetworkInterfaces "
        "ec2:DescribeSecurityGroups ec2:DescribeTransitGatewayVpcAttachments "
        "ec2:DescribeVpnGateways"
    ),
    grant(
        "elasticloadbalancing:DescribeListenerCertificates elasticloadbalancing:DescribeRules "
        "elasticloadbalancing:DescribeTargetHealth"
    ),
    grant(
        "application-autoscaling:DescribeScalingPolicies "
        "application-autoscaling:DescribeScheduledActions",
        optional=AUTOSCALING,
    ),
    grant("ecs:ListServices"),
    grant("elasticache:DescribeUsers"),
    grant("elasticfilesystem:DescribeReplicationConfigurations"),
    grant("iam:ListRolePolicies", _ROLES),
    grant("iam:ListEntitiesForPolicy iam:ListPolicyVersions", _POLICIES),
    grant("kms:ListGrants", arn("kms", "key/*")),
    grant("logs:DescribeSubscriptionFilters", *LOG_GROUPS),
    grant("rds:DescribeDBClusterSnapshotAttributes rds:DescribeDBClusterSnapshots"),
    grant("rds:DescribeDBProxies rds:DescribeDBProxyTargets"),
    grant("secretsmanager:GetResourcePolicy", _MASTER_SECRET),
    grant("secretsmanager:ListSecretVersionIds", SECRETS),
    grant("sns:ListSubscriptionsByTopic", arn("sns", "openemr-{name}-*")),
)
# scripts/commands/drift/running
_RUNNING = (
    grant("acm:DescribeCertificate", arn("acm", "certificate/*")),
    grant("cloudwatch:DescribeAlarms cloudwatch:ListAlarmMuteRules"),
    grant("cloudwatch:GetAlarmMuteRule", arn("cloudwatch", "alarm-mute-rule:*")),
    grant("ec2:DescribeVpcBlockPublicAccessExclusions ec2:DescribeVpcBlockPublicAccessOptions"),
    grant("logs:DescribeAccountPolicies"),
    grant("secretsmanager:DescribeSecret", _MASTER_SECRET, SECRETS),
)
# scripts/commands/deploy/health, scripts/commands/deploy/release_change.py
_HEALTH = (
    grant("ecs:ListTasks cloudwatch:DescribeAlarms"),
    grant("ecs:DescribeServices ecs:UpdateService", SERVICE_ARN),
    grant("ecs:DescribeTasks", _TASKS),
    grant("elasticloadbalancing:DescribeTargetHealth"),
    grant("logs:GetLogEvents", *LOG_GROUPS),
)
# scripts/commands/upgrade_database.py
_UPGRADE_DATABASE = (grant("rds:DescribeDBClusters"), grant("rds:ModifyDBCluster", _CLUSTER))
# scripts/images, for openemr image and deploy
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html (read 2026-11-30)
_IMAGE = (
    grant(
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload "
        "ecr:DescribeImageScanFindings ecr:DescribeImages ecr:DescribeRepositories "
        "ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart",
        REPOSITORY_ARN,
    ),
)
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
# https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
_OPERATE = (
    grant("ecs:ListTasks"),
    grant("ecs:DescribeTasks ecs:ExecuteCommand", CLUSTER_ARN, _TASKS),
    grant(
        "ssm:StartSession",
        _TASKS,
        arn("ssm", "document/AWS-StartPortForwardingSessionToRemoteHost", account=""),
    ),
    # A session's id begins with the name of whoever started it.
    grant(
        "ssm:ResumeSession ssm:TerminateSession",
        arn("ssm", "session/*"),
        when=(("StringLike", "ssm:resourceTag/aws:ssmmessages:session-id", "${aws:userid}"),),
    ),
    grant("logs:FilterLogEvents", *LOG_GROUPS),
    grant("secretsmanager:GetSecretValue", SECRETS),
    grant(
        "kms:Decrypt kms:GenerateDataKey",
        arn("kms", "key/*"),
        when=OWN,
    ),
    grant("backup:DescribeBackupJob"),
    grant("backup:ListRecoveryPointsByBackupVault backup:StartBackupJob", _VAULT),
    pass_role("backup.amazonaws.com"),
)
# scripts/inventory/copies, scripts/inventory/releases.py, for openemr restore list and plan
_RESTORE = (
    grant("rds:DescribeDBClusters rds:DescribeDBClusterSnapshots"),
    grant("rds:DescribeDBClusterAutomatedBackups cloudwatch:GetMetricStatistics"),
    grant("elasticfilesystem:DescribeFileSystems backup:ListBackupVaults"),
    grant("backup:ListRecoveryPointsByBackupVault", _VAULT),
    grant("ecs:ListTaskDefinitions ecs:DescribeTaskDefinition"),
    grant("kms:DescribeKey", arn("kms", "key/*")),
)
# scripts/commands/restore, beside what a deploy needs
_RESTORE_RUN = (
    grant("backup:DescribeRestoreJob backup:ListRestoreJobs"),
    grant(
        "backup:DescribeRecoveryPoint backup:GetRecoveryPointRestoreMetadata "
        "backup:StartRestoreJob",
        arn("backup", "recovery-point:*"),
    ),
    grant("ecs:RunTask", arn("ecs", "task-definition/openemr-{name}-restore:*")),
    grant("ecs:StopTask", _TASKS),
    grant("elasticfilesystem:TagResource", arn("elasticfilesystem", "file-system/*")),
    grant("logs:FilterLogEvents", *LOG_GROUPS),
    pass_role("backup.amazonaws.com"),
)
# scripts/commands/restore/test_, beside what a restore and the destruction of its pair need
_RESTORE_TEST = (grant("logs:CreateLogStream logs:PutLogEvents", _RECORD_OF_TESTS),)
# scripts/inventory, scripts/commands/destroy
_DESTROY = (
    grant("ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeVpcEndpoints"),
    grant("rds:DescribeDBClusterSnapshots secretsmanager:ListSecrets tag:GetResources"),
    grant("secretsmanager:DescribeSecret", _MASTER_SECRET),
    grant("rds:AddTagsToResource rds:CreateDBClusterSnapshot", arn("rds", "cluster-snapshot:*")),
    grant(
        "rds:CreateDBClusterSnapshot rds:ModifyDBCluster", arn("rds", "cluster:openemr-{name}-*")
    ),
    grant(
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        arn("elasticloadbalancing", "loadbalancer/app/openemr-{name}-*"),
    ),
    grant("backup:DescribeBackupJob"),
    grant("backup:ListRecoveryPointsByBackupVault backup:StartBackupJob", _VAULT),
    grant("backup:DeleteRecoveryPoint", arn("*", "*")),
    pass_role("backup.amazonaws.com"),
    grant("s3:ListBucketMultipartUploads s3:ListBucketVersions", _BUCKETS),
    grant("s3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion", f"{_BUCKETS}/*"),
    grant("cloudwatch:GetMetricStatistics"),
    grant("ecr:BatchDeleteImage ecr:ListImages", REPOSITORY_ARN),
)

COMMANDS: dict[Task, tuple[Grant, ...]] = {
    Task.PLAN: (*_DOCTOR, *_SEARCH, *_UNMANAGED, *_RUNNING),
    Task.DEPLOY: (*_HEALTH, *_IMAGE, *_UPGRADE_DATABASE, *_RESTORE, *_RESTORE_RUN, *_RESTORE_TEST),
    Task.OPERATE: (*_OPERATE, *_RESTORE),
    Task.DESTROY: _DESTROY,
}

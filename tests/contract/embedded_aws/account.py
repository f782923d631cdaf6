"""An account of the embedded AWS with a little of everything, for requests that must fail."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.config import Config

from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.requests import HTTPS, PASSWORD, database, trust


@dataclass
class Account:
    """Clients of a server, and the resources that wrong requests refer to, made when needed."""

    server: EmbeddedAws
    _clients: dict[tuple[str, str], BaseClient] = field(default_factory=dict)

    def client(self, service: str, region: str = "") -> Any:
        """A boto3 client that asks once: a refusal is no reason to try again."""
        key = (service, region or self.server.region)
        if key not in self._clients:
            environment = self.server.environment(base={})
            self._clients[key] = boto3.client(
                service,
                endpoint_url=self.server.url,
                region_name=key[1],
                aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
                config=Config(retries={"total_max_attempts": 1}),
            )
        return self._clients[key]

    @cached_property
    def vpc(self) -> str:
        """A VPC 10.0.0.0/16 without an internet gateway."""
        return str(self.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])

    @cached_property
    def subnets(self) -> list[str]:
        """10.0.0.0/24 in zone a, 10.0.1.0/24 in zone b, 10.0.2.0/24 in zone a again."""
        return [
            self.client("ec2").create_subnet(
                VpcId=self.vpc,
                CidrBlock=f"10.0.{number}.0/24",
                AvailabilityZone=f"{self.server.region}{zone}",
            )["Subnet"]["SubnetId"]
            for number, zone in enumerate("aba")
        ]

    @cached_property
    def group(self) -> str:
        """A security group that admits 443 from anywhere."""
        ec2 = self.client("ec2")
        group = ec2.create_security_group(GroupName="web", Description="web", VpcId=self.vpc)
        ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[HTTPS])
        return str(group["GroupId"])

    @cached_property
    def balancer(self) -> str:
        """An internal, protected load balancer in two zones, in the group."""
        elb = self.client("elbv2")
        arn = elb.create_load_balancer(
            Name="inner", Subnets=self.subnets[:2], SecurityGroups=[self.group], Scheme="internal"
        )["LoadBalancers"][0]["LoadBalancerArn"]
        protection = {"Key": "deletion_protection.enabled", "Value": "true"}
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[protection])
        return str(arn)

    @cached_property
    def target_group(self) -> str:
        """A target group for addresses that no load balancer uses."""
        answer = self.client("elbv2").create_target_group(
            Name="free", Protocol="HTTPS", Port=443, VpcId=self.vpc, TargetType="ip"
        )
        return str(answer["TargetGroups"][0]["TargetGroupArn"])

    @cached_property
    def certificate(self) -> str:
        """A certificate that nobody has validated."""
        answer = self.client("acm").request_certificate(
            DomainName="emr.clinic.example", ValidationMethod="DNS"
        )
        return str(answer["CertificateArn"])

    @cached_property
    def bucket(self) -> str:
        """A bucket without a policy."""
        location = {"LocationConstraint": self.server.region}
        self.client("s3").create_bucket(Bucket="plain", CreateBucketConfiguration=location)
        return "plain"

    @cached_property
    def key(self) -> str:
        """A KMS key that only the account itself may use."""
        return str(self.client("kms").create_key()["KeyMetadata"]["Arn"])

    @cached_property
    def secret(self) -> str:
        """A secret that nothing rotates."""
        self.client("secretsmanager").create_secret(Name="kept", SecretString="x")
        return "kept"

    @cached_property
    def task_role(self) -> str:
        """A role for ECS tasks only."""
        return self._role("task", "ecs-tasks.amazonaws.com")

    @cached_property
    def backup_role(self) -> str:
        """A role for AWS Backup."""
        return self._role("backup", "backup.amazonaws.com")

    def _role(self, name: str, service: str) -> str:
        answer = self.client("iam").create_role(
            RoleName=name, AssumeRolePolicyDocument=trust(service)
        )
        return str(answer["Role"]["Arn"])

    @cached_property
    def task_definition(self) -> str:
        """A Fargate task with one container `web` on port 443."""
        answer = self.client("ecs").register_task_definition(
            family="task",
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[
                {"name": "web", "image": "web", "portMappings": [{"containerPort": 443}]}
            ],
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    @cached_property
    def cluster(self) -> str:
        """An ECS cluster with an active service in the group and the first two subnets."""
        ecs = self.client("ecs")
        ecs.create_cluster(clusterName="cluster")
        network = {"subnets": self.subnets[:2], "securityGroups": [self.group]}
        ecs.create_service(
            cluster="cluster",
            serviceName="service",
            taskDefinition=self.task_definition,
            desiredCount=1,
            networkConfiguration={"awsvpcConfiguration": network},
        )
        return "cluster"

    @cached_property
    def vault(self) -> str:
        """A backup vault locked to 7 to 90 days, with one recovery point."""
        backup = self.client("backup")
        backup.create_backup_vault(BackupVaultName="vault")
        backup.put_backup_vault_lock_configuration(
            BackupVaultName="vault", MinRetentionDays=7, MaxRetentionDays=90
        )
        backup.start_backup_job(
            BackupVaultName="vault",
            ResourceArn=f"arn:aws:dynamodb:{self.server.region}:000000000000:table/any",
            IamRoleArn=self.backup_role,
        )
        return "vault"

    @cached_property
    def parameter_group(self) -> str:
        """A cluster parameter group of Aurora MySQL 3, used by a cluster."""
        rds = self.client("rds")
        rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName="group",
            DBParameterGroupFamily="aurora-mysql8.0",
            Description="group",
        )
        rds.create_db_cluster(
            **database("cluster"),
            DBClusterParameterGroupName="group",
            DeletionProtection=True,
        )
        return "group"

    @cached_property
    def cache_user(self) -> str:
        """A Valkey user with a password, in a user group."""
        cache = self.client("elasticache")
        cache.create_user(
            UserId="user",
            UserName="user",
            Engine="valkey",
            AccessString="on ~* +@all",
            Passwords=[PASSWORD],
        )
        cache.create_user_group(UserGroupId="users", Engine="valkey", UserIds=["user"])
        return "user"

    @cached_property
    def cache(self) -> str:
        """A serverless Valkey cache in the first two subnets."""
        self.client("elasticache").create_serverless_cache(
            ServerlessCacheName="cache",
            Engine="valkey",
            SubnetIds=self.subnets[:2],
            SecurityGroupIds=[self.group],
        )
        return "cache"

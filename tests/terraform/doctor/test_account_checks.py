"""What the doctor finds in an account before a production is deployed to it."""

import importlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from scripts.adoption.search import Foreign, Orphans
from scripts.embedded_aws.iam_user import create_user
from scripts.preflight.checks.account import account as account_check
from scripts.preflight.checks.addresses import addresses
from scripts.preflight.checks.backup_opt_in import backup_opt_in
from scripts.preflight.checks.certificate import certificate
from scripts.preflight.checks.names import names
from scripts.preflight.checks.offerings import engines, services
from scripts.preflight.checks.permissions import permissions
from scripts.preflight.checks.quotas import quotas
from scripts.preflight.checks.region import region
from scripts.preflight.checks.service_linked_roles import service_linked_roles
from scripts.preflight.finding import Status
from scripts.resources.facets.found import Found
from scripts.terraform.documents.state import StateResources
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database, trust
from tests.terraform.deployed import Deployed
from tests.terraform.doctor.patient import found, patient, problems, state_of, warnings
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount

pytestmark = pytest.mark.terraform

DOMAIN = {"name": "openemr.example.org", "hosted_zone_id": "Z0123456789ABCDEFGHIJ"}


class TestAccount:
    def test_the_right_account_is_well(self, clinic: Deployed) -> None:
        assert problems(account_check, patient(clinic)) == {}

    def test_settings_of_another_account(self, clinic: Deployed) -> None:
        subject = patient(clinic)
        subject.configuration["provider"]["aws"][0]["allowed_account_ids"] = ["111122223333"]
        (said,) = problems(account_check, subject).values()
        assert "111122223333" in said
        assert "Sign in to the account of the setting" in said

    def test_a_clock_that_aws_would_not_take(
        self, clinic: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = datetime.now(timezone.utc) - timedelta(minutes=7)
        # The package names the check as its module.
        module = importlib.import_module("scripts.preflight.checks.account")
        monkeypatch.setattr(module, "_asked_now", lambda _: late)
        assert "timedatectl" in problems(account_check, patient(clinic))["Clock"]

    def test_no_credentials(self, clinic: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        (said,) = found(account_check, patient(clinic), Status.NOT_CHECKED).values()
        assert "aws sso login" in said


class TestRegion:
    def test_zones_that_the_account_has(self, clinic: Deployed) -> None:
        assert problems(region, patient(clinic)) == {}

    def test_a_zone_that_it_has_not(self, clinic: Deployed) -> None:
        network = {"availability_zones": ["us-west-2a", "us-west-2x"]}
        said = problems(region, patient(clinic, network=network))["us-west-2x"]
        assert "us-west-2a, us-west-2b" in said

    def test_services_and_engines_are_offered(self, clinic: Deployed) -> None:
        assert problems(services, patient(clinic)) == {}
        assert problems(engines, patient(clinic)) == {}

    def test_a_database_version_that_is_not(self, clinic: Deployed) -> None:
        subject = patient(clinic)
        (cluster,) = subject.configuration["resource"]["aws_rds_cluster"].values()
        cluster["engine_version"] = "8.0.mysql_aurora.3.99.0"
        said = problems(engines, subject)["8.0.mysql_aurora.3.99.0"]
        assert "deployments.clinic.database.engine_version: 8.0.mysql_aurora" in said


class TestBackups:
    def test_an_opt_out_is_a_problem_of_a_production(
        self, clinic: Deployed, account: Account
    ) -> None:
        backup = account.client("backup")
        assert problems(backup_opt_in, patient(clinic)) == {}
        backup.update_region_settings(ResourceTypeOptInPreference={"Aurora": False})
        try:
            said = problems(backup_opt_in, patient(clinic))["AWS Backup"]
        finally:
            backup.update_region_settings(ResourceTypeOptInPreference={"Aurora": True})
        assert "no copies of Aurora" in said
        assert "--resource-type-opt-in-preference Aurora=true" in said


class TestCertificate:
    def ask(self, account: Account, *names: str) -> str:
        acm = account.client("acm")
        more = {"SubjectAlternativeNames": list(names)} if len(names) > 1 else {}
        answer = acm.request_certificate(DomainName=names[0], ValidationMethod="DNS", **more)
        return str(answer["CertificateArn"])

    def test_one_that_waits_for_validation(self, clinic: Deployed, account: Account) -> None:
        arn = self.ask(account, "openemr.example.org")
        said = problems(certificate, patient(clinic, certificate_arn=arn))[arn]
        assert "DNS record" in said
        assert "CNAME" in said

    def test_one_that_is_not_there(self, clinic: Deployed) -> None:
        (said,) = problems(certificate, patient(clinic)).values()
        assert "not in this account in us-west-2" in said
        assert "aws acm list-certificates" in said

    def test_one_for_another_name(self, clinic: Deployed, account: Account) -> None:
        arn = self.ask(account, "portal.example.org", "*.clinic.example.org")
        subject = patient(clinic, certificate_arn=arn, domain=DOMAIN)
        assert "not a name of the certificate" in problems(certificate, subject)[DOMAIN["name"]]

    def test_one_with_a_wildcard_for_the_name(self, clinic: Deployed, account: Account) -> None:
        arn = self.ask(account, "*.example.org")
        subject = patient(clinic, certificate_arn=arn, domain=DOMAIN)
        assert DOMAIN["name"] not in problems(certificate, subject)

    @pytest.mark.parametrize(
        ("days", "kind", "status", "said"),
        [
            (-2, "IMPORTED", Status.PROBLEM, "expired on"),
            (20, "IMPORTED", Status.WARNING, "AWS does not renew it"),
            (20, "AMAZON_ISSUED", Status.WARNING, "not renewed yet"),
            (60, "AMAZON_ISSUED", Status.OK, "valid until"),
        ],
    )
    def test_its_remaining_life(
        self, clinic: Deployed, days: int, kind: str, status: Status, said: str
    ) -> None:
        subject = patient(clinic)
        arn = subject.settings.certificate_arn or ""
        described = {
            "CertificateArn": arn,
            "DomainName": "openemr.example.org",
            "Status": "ISSUED",
            "Type": kind,
            "NotAfter": datetime.now(timezone.utc) + timedelta(days=days, hours=1),
        }
        subject.account = ScriptedAccount({"DescribeCertificate": [{"Certificate": described}]})
        assert said in found(certificate, subject, status)[arn]


class TestAddresses:
    def vpc(self, account: Account, cidr: str) -> str:
        answer = account.client("ec2").create_vpc(CidrBlock=cidr)
        return str(answer["Vpc"]["VpcId"])

    def test_networks_that_do_not_overlap(self, clinic: Deployed, account: Account) -> None:
        self.vpc(account, "10.1.0.0/16")
        assert problems(addresses, patient(clinic)) == {}
        assert warnings(addresses, patient(clinic)) == {}

    def test_another_vpc_that_overlaps(self, clinic: Deployed, account: Account) -> None:
        other = self.vpc(account, "10.0.128.0/20")
        assert "deployments.clinic.network.cidr" in warnings(addresses, patient(clinic))[other]

    def test_its_own_vpc_does_not_clash(self, clinic: Deployed, account: Account) -> None:
        own = self.vpc(account, "10.0.0.0/16")
        state = state_of(clinic)
        for resource in state["resources"]:
            if resource["type"] == "aws_vpc":
                resource["instances"][0]["attributes"]["id"] = own
        assert warnings(addresses, patient(clinic, state=state)) == {}

    def test_a_peering_that_leads_to_the_same_network(self, clinic: Deployed) -> None:
        ends = {
            "RequesterVpcInfo": {"VpcId": "vpc-1", "CidrBlock": "10.9.0.0/16"},
            "AccepterVpcInfo": {"VpcId": "vpc-2", "CidrBlock": "10.0.0.0/20"},
        }
        peering = {"VpcPeeringConnectionId": "pcx-1", **ends}
        subject = patient(clinic, orphans=Orphans())
        subject.account = ScriptedAccount(
            {
                "DescribeVpcs": [{"Vpcs": []}],
                "DescribeVpcPeeringConnections": [{"VpcPeeringConnections": [peering]}],
                "DescribeTransitGatewayRouteTables": [{"TransitGatewayRouteTables": []}],
            }
        )
        assert "10.0.0.0/20" in problems(addresses, subject)["pcx-1"]

    @pytest.mark.parametrize(
        ("routed", "clashes"),
        [("10.0.0.0/8", True), ("0.0.0.0/0", False), ("192.168.0.0/16", False)],
    )
    def test_a_transit_gateway_that_routes_the_network_elsewhere(
        self, clinic: Deployed, routed: str, clashes: bool
    ) -> None:
        elsewhere = [{"ResourceId": "vpc-other", "TransitGatewayAttachmentId": "tgw-attach-1"}]
        route = {"DestinationCidrBlock": routed, "TransitGatewayAttachments": elsewhere}
        table = {"TransitGatewayRouteTableId": "tgw-rtb-1"}
        subject = patient(clinic, orphans=Orphans())
        subject.account = ScriptedAccount(
            {
                "DescribeVpcs": [{"Vpcs": []}],
                "DescribeVpcPeeringConnections": [{"VpcPeeringConnections": []}],
                "DescribeTransitGatewayRouteTables": [{"TransitGatewayRouteTables": [table]}],
                "SearchTransitGatewayRoutes": [{"Routes": [route]}],
            }
        )
        found_clashes = problems(addresses, subject)
        assert (list(found_clashes) == ["tgw-rtb-1"]) is clashes
        assert (routed in str(found_clashes)) is clashes


class TestNames:
    def test_an_empty_account_has_all_names_free(self, clinic: Deployed) -> None:
        assert problems(names, patient(clinic)) == {}
        assert "free" in found(names, patient(clinic), Status.OK)["Names"]

    def test_names_that_somebody_has(self, clinic: Deployed, account: Account) -> None:
        taken = {
            "openemr-clinic-trail-000000000000",
            "/openemr/clinic/application",
            "/openemr/clinic/Password",
            "openemr-clinic-vault",
            "openemr-clinic-task",
            "alias/openemr-clinic-data",
        }
        location: Any = {"LocationConstraint": "us-west-2"}
        account.client("s3").create_bucket(
            Bucket="openemr-clinic-trail-000000000000", CreateBucketConfiguration=location
        )
        account.client("s3").put_bucket_tagging(
            Bucket="openemr-clinic-trail-000000000000",
            Tagging={"TagSet": [{"Key": "Application", "Value": "Billing"}]},
        )
        account.client("logs").create_log_group(logGroupName="/openemr/clinic/application")
        secrets = account.client("secretsmanager")
        secrets.create_secret(Name="/openemr/clinic/Password", SecretString="x")
        secrets.delete_secret(SecretId="/openemr/clinic/Password", RecoveryWindowInDays=7)
        account.client("backup").create_backup_vault(BackupVaultName="openemr-clinic-vault")
        account.client("iam").create_role(
            RoleName="openemr-clinic-task",
            AssumeRolePolicyDocument=trust("ecs-tasks.amazonaws.com"),
        )
        account.client("kms").create_alias(
            AliasName="alias/openemr-clinic-data", TargetKeyId=account.key
        )
        said = problems(names, patient(clinic))
        assert set(said) == taken
        assert "scheduled for deletion" in said["/openemr/clinic/Password"]
        assert "restore-secret" in said["/openemr/clinic/Password"]

    def test_its_own_names_are_no_clash(self, clinic: Deployed, account: Account) -> None:
        account.client("backup").create_backup_vault(BackupVaultName="openemr-clinic-vault")
        assert problems(names, patient(clinic, state=state_of(clinic))) == {}
        vault = Found("openemr-clinic-vault", {})
        subject = patient(clinic, orphans=Orphans(adopted={"aws_backup_vault.backup_vault": vault}))
        assert problems(names, subject) == {}
        assert "1 resources of this deployment exist" in warnings(names, subject)["Names"]

    def test_a_final_snapshot_of_an_earlier_database_is_named(
        self, clinic: Deployed, account: Account
    ) -> None:
        state = state_of(clinic)
        (cluster,) = StateResources.of(state).of_type("aws_rds_cluster")
        name = cluster.attributes["final_snapshot_identifier"]
        subject = patient(clinic, state=state, orphans=Orphans())
        assert warnings(names, subject) == {}
        rds = account.client("rds")
        rds.create_db_cluster(**database("earlier"))
        rds.create_db_cluster_snapshot(
            DBClusterIdentifier="earlier", DBClusterSnapshotIdentifier=name
        )
        assert "RDS refuses to delete" in warnings(names, subject)[name]

    def test_what_adoption_refuses_is_a_problem(self, clinic: Deployed) -> None:
        foreign = Foreign("openemr-clinic-vault", {"Environment": ("evaluation", "production")})
        orphans = Orphans(
            foreign={"aws_backup_vault.backup_vault": foreign},
            doubled={"aws_vpc.network_vpc": ["vpc-1", "vpc-2"]},
            unsearched={"aws_lb.front_door_load_balancer": "AccessDenied"},
        )
        subject = patient(clinic, orphans=orphans)
        said = problems(names, subject)
        assert "Environment=evaluation" in said["openemr-clinic-vault"]
        assert "vpc-1, vpc-2" in said["aws_vpc.network_vpc"]
        unknown = found(names, subject, Status.NOT_CHECKED)
        assert unknown == {"openemr-clinic-alb": "AccessDenied | "}


class TestQuotas:
    def test_what_is_used_up(self, clinic: Deployed, account: Account) -> None:
        ec2 = account.client("ec2")
        for number in range(5):
            ec2.create_vpc(CidrBlock=f"172.20.{number}.0/24")
        for _ in range(4):
            ec2.allocate_address(Domain="vpc")
        said = problems(quotas, patient(clinic))
        assert "--quota-code L-F678F1CE" in said["VPCs"]
        assert "2 needed, 4 of 5 in use" in said["Elastic IP addresses"]
        assert "--desired-value 6" in said["Elastic IP addresses"]

    def test_what_is_deployed_is_not_counted_twice(
        self, clinic: Deployed, account: Account
    ) -> None:
        for number in range(5):
            account.client("ec2").create_vpc(CidrBlock=f"172.20.{number}.0/24")
        assert problems(quotas, patient(clinic, state=state_of(clinic))) == {}

    def test_what_is_taken_over_is_not_counted_twice(
        self, clinic: Deployed, account: Account
    ) -> None:
        for number in range(5):
            account.client("ec2").create_vpc(CidrBlock=f"172.20.{number}.0/24")
        orphans = Orphans(adopted={"aws_vpc.network_vpc": Found("vpc-1", {})})
        assert "VPCs" not in problems(quotas, patient(clinic, orphans=orphans))

    def test_tasks_of_a_service_that_is_taken_over_are_its_own(
        self, clinic: Deployed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[set[str]] = []
        module = importlib.import_module("scripts.preflight.checks.quotas")

        def running_vcpus(_: object, besides: set[str]) -> int:
            asked.append(besides)
            return 4

        monkeypatch.setattr(module, "running_vcpus", running_vcpus)
        service = Found("openemr-clinic-cluster/openemr-clinic-openemr", {})
        orphans = Orphans(adopted={"aws_ecs_service.application_service_tasks": service})
        list(quotas(patient(clinic, orphans=orphans)))
        assert asked == [{"openemr-clinic-openemr"}]

    def test_more_tasks_than_fargate_gives(self, clinic: Deployed) -> None:
        subject = patient(clinic, application={"cpu": 4096, "memory_mib": 8192})
        assert "a rollout takes 16" in problems(quotas, subject)["Fargate vCPU"]
        assert "autoscaling may ask for 100" in warnings(quotas, patient(clinic))["Fargate vCPU"]


class TestRoles:
    def test_roles_that_exist_and_were_to_be_made(self, clinic: Deployed, account: Account) -> None:
        account.client("iam").create_service_linked_role(AWSServiceName="ecs.amazonaws.com")
        subject = patient(clinic, create_service_linked_roles=True)
        said = problems(service_linked_roles, subject)
        assert "create_service_linked_roles: false" in said["AWSServiceRoleForECS"]

    def test_roles_that_aws_will_make(self, clinic: Deployed) -> None:
        said = warnings(service_linked_roles, patient(clinic))["Missing"]
        assert "ecs.application-autoscaling.amazonaws.com" in said
        assert "aws iam create-service-linked-role" in said


class TestPermissions:
    def test_a_user_who_may_not_deploy(
        self, clinic: Deployed, account: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        policy = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": ["iam:PassRole", "kms:*"], "Resource": "*"},
            ],
        }
        key = create_user(account.server.url, "us-west-2", "intern", policy)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key.access_key_id)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key.secret_access_key)
        said = problems(permissions, patient(clinic))["Permissions to deploy"]
        assert "iam:PassRole" in said
        assert "kms:CreateKey" in said
        assert "ecs:CreateService" not in said
        warned = warnings(permissions, patient(clinic))["Permissions to destroy"]
        assert "kms:ScheduleKeyDeletion" in warned

"""KMS keys and who may use them."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from stacks.account import Account
from stacks.naming import Names
from stacks.policies import Statement, allow, document

USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]


class Keys(Construct):
    """Keys by what they encrypt, so that access to one opens no other.

    Losing a key loses all that it encrypts, backups included; keys wait 30 days before AWS deletes
    them, and in production Terraform refuses to delete them at all.
    """

    def __init__(
        self, scope: Construct, id_: str, *, names: Names, account: Account, production: bool
    ) -> None:
        super().__init__(scope, id_)
        self._names = names
        self._account = account
        self._production = production

    def add_key(self, role: str, contents: str, *statements: Statement) -> str:
        """A key that the account's IAM policies govern, beside the services that use it.

        Parts that not every deployment has ask for theirs; returns its ARN.
        """
        governed = allow(
            "GovernedByIam", ["kms:*"], ["*"], principal={"AWS": self._account.root_arn}
        )
        key = KmsKey(
            self,
            role,
            description=f"OpenEMR {self._names.deployment}: {contents}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=document(governed, *statements),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=self._production),
        )
        KmsAlias(
            self,
            f"{role}_alias",
            name=f"alias/{self._names(role)}",
            target_key_id=key.key_id,
        )
        return key.arn

    def via(self, service: str) -> Statement:
        """Let principals of this account use the key, but only through an AWS service."""
        endpoint = f"{service}.{self._account.region}.amazonaws.com"
        return allow(
            f"Via{service.capitalize()}",
            [*USE, "kms:CreateGrant"],
            ["*"],
            principal={"AWS": "*"},
            condition={
                "StringEquals": {
                    "kms:CallerAccount": self._account.id,
                    "kms:ViaService": endpoint,
                }
            },
        )


class Encryption(Keys):
    """One key for each kind of a deployment's data."""

    def __init__(
        self, scope: Construct, id_: str, *, names: Names, account: Account, production: bool
    ) -> None:
        super().__init__(scope, id_, names=names, account=account, production=production)
        services = ("elasticache", "elasticfilesystem", "rds")
        self.data_key_arn = self.add_key(
            "data", "database, cache and files", *(self.via(service) for service in services)
        )
        self.backup_key_arn = self.add_key("backup", "backup vault", self.via("backup"))
        self.secrets_key_arn = self.add_key("secrets", "secrets", self.via("secretsmanager"))
        self.logs_key_arn = self.add_key(
            "logs", "logs and ECS Exec sessions", self._log_groups(), self.via("s3")
        )

    def _log_groups(self) -> Statement:
        """Let CloudWatch Logs encrypt log groups of this account with the key.

        https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        """
        return allow(
            "LogGroups",
            USE,
            ["*"],
            principal={"Service": f"logs.{self._account.region}.amazonaws.com"},
            condition={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": self._account.arn("logs", "log-group:*")
                }
            },
        )

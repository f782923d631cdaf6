"""The bucket and lock table in which all deployments keep their Terraform state."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.dynamodb_table import (
    DynamodbTable,
    DynamodbTableAttribute,
    DynamodbTablePointInTimeRecovery,
    DynamodbTableServerSideEncryption,
)
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from stacks.account import Account
from stacks.addressing import ReadableStack
from stacks.components.bucket import PrivateBucket
from stacks.outputs import write_output
from stacks.policies import allow, document
from stacks.settings import RemoteStateSettings
from stacks.terraform import configure

STACK = "remote-state"
# The name is Terraform's: https://developer.hashicorp.com/terraform/language/backend/s3
LOCK_KEY = "LockID"


class RemoteStateStack(ReadableStack):
    """Deployed once, before any deployment, by `openemr state bootstrap`.

    Its own state is a local file that may be lost: bucket, table and key are found again by their
    names and tags, and imported. What they hold may not be lost: it records no patient, but
    everything that Terraform knows of the deployments.
    """

    def __init__(self, scope: Construct, settings: RemoteStateSettings) -> None:
        super().__init__(scope, STACK)
        tags = {"Application": "OpenEMR", "ManagedBy": "Terraform", "Purpose": "Terraform state"}
        configure(self, region=settings.region, tags=tags, account_id=None, remote_state=None)
        key_arn = self._key(settings)
        bucket = PrivateBucket(
            self,
            "store",
            name=settings.bucket,
            expiration_days=None,
            retained=True,
            kms_key_arn=key_arn,
        )
        bucket.grant()
        table = self._lock_table(settings, key_arn)
        write_output(self, "state_bucket", bucket.name, "S3 bucket of the Terraform state")
        write_output(self, "lock_table", table.name, "DynamoDB table of the state locks")

    def _key(self, settings: RemoteStateSettings) -> str:
        account = Account(self, "account", region=settings.region)
        governed = allow("GovernedByIam", ["kms:*"], ["*"], principal={"AWS": account.root_arn})
        key = KmsKey(
            self,
            "key",
            description=f"Terraform state of OpenEMR deployments in {settings.bucket}",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=document(governed),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
        )
        KmsAlias(self, "key_alias", name=f"alias/{settings.bucket}", target_key_id=key.key_id)
        return key.arn

    def _lock_table(self, settings: RemoteStateSettings, key_arn: str) -> DynamodbTable:
        return DynamodbTable(
            self,
            "locks",
            name=settings.dynamodb_table,
            billing_mode="PAY_PER_REQUEST",
            hash_key=LOCK_KEY,
            attribute=[DynamodbTableAttribute(name=LOCK_KEY, type="S")],
            deletion_protection_enabled=True,
            point_in_time_recovery=DynamodbTablePointInTimeRecovery(enabled=True),
            server_side_encryption=DynamodbTableServerSideEncryption(
                enabled=True, kms_key_arn=key_arn
            ),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
        )

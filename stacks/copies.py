"""A place of copies: the vault in another Region that a deployment's backups are copied to."""

from cdktf import TerraformStack
from constructs import Construct

from stacks.account import Account
from stacks.addressing import ReadableStack
from stacks.components.vault import VAULT_ROLE, make_vault
from stacks.encryption import Keys
from stacks.naming import Names, place_name
from stacks.outputs import write_output
from stacks.settings import Deployment, RemoteStateSettings
from stacks.settings.copies import CopyPlace
from stacks.terraform import configure

# What the provider's tags say of such a stack, by which commands know it.
PURPOSE = "Copies of backups"


class CopiesStack(ReadableStack):
    """Vault, key and lock of one place, with a name and a state of their own.

    It is a stack beside the deployment's, so that the loss of that Region, its Terraform state or
    its credentials leaves the copies alone. Whoever loses the key here loses all copies here,
    those of Aurora too: AWS Backup encrypts with it what it copies (2026-11).
    https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
    """

    def __init__(
        self,
        scope: Construct,
        deployment: str,
        settings: Deployment,
        place: CopyPlace,
        remote_state: RemoteStateSettings | None,
    ) -> None:
        super().__init__(scope, place_name(deployment, place.region))
        names = Names(self.node.id)
        _tell_terraform(self, settings, place, remote_state)
        production = settings.is_production
        account = Account(self, "account", region=place.region)
        keys = Keys(self, "encryption", names=names, account=account, production=production)
        key_arn = keys.add_key("backup", "copies of backups", keys.via("backup"), keys.via("rds"))
        vault = make_vault(
            Construct(self, "copies"),
            name=names(VAULT_ROLE),
            kms_key_arn=key_arn,
            production=production,
            lock=settings.backup.lock_of(place),
        )
        write_output(self, "backup_vault_name", vault.name, "AWS Backup vault of the copies")


def _tell_terraform(
    stack: TerraformStack,
    settings: Deployment,
    place: CopyPlace,
    remote_state: RemoteStateSettings | None,
) -> None:
    tags = {
        "Application": "OpenEMR",
        "Deployment": stack.node.id,
        "Environment": settings.environment,
        "ManagedBy": "Terraform",
        "Purpose": PURPOSE,
    }
    configure(
        stack,
        region=place.region,
        tags=settings.tags | tags,
        account_id=settings.account_id,
        remote_state=remote_state,
    )

"""What every component builds upon."""

from dataclasses import dataclass

from cdktf import TerraformStack

from stacks.account import Account
from stacks.encryption import Encryption
from stacks.naming import Names
from stacks.settings import Deployment
from stacks.settings.backup import LogSettings


@dataclass(frozen=True)
class Foundation:
    """Account, keys, names and the two decisions that touch all components.

    production: data must survive mistakes; nothing that holds it can be destroyed.
    """

    account: Account
    encryption: Encryption
    names: Names
    logs: LogSettings
    production: bool

    @classmethod
    def lay(cls, stack: TerraformStack, settings: Deployment) -> "Foundation":
        """Make account and keys in `stack`, whose id is the deployment's name."""
        names = Names(stack.node.id)
        account = Account(
            stack,
            "account",
            region=settings.region,
            permissions_boundary=settings.permissions_boundary,
        )
        encryption = Encryption(
            stack, "encryption", names=names, account=account, production=settings.is_production
        )
        return cls(account, encryption, names, settings.logs, settings.is_production)

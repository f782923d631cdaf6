"""Where a deployment keeps its data, and what OpenEMR opens it with."""

from dataclasses import dataclass

from cdktf import TerraformStack

from stacks.components.cache import Cache
from stacks.components.credentials import Credentials
from stacks.components.database import Database
from stacks.components.files import Files
from stacks.components.network import Network
from stacks.components.notifications import Notifications
from stacks.foundation import Foundation
from stacks.settings import Deployment


@dataclass(frozen=True)
class Stores:
    """Everything else of a deployment can be made anew."""

    credentials: Credentials
    database: Database
    cache: Cache
    files: Files

    @classmethod
    def lay(
        cls,
        stack: TerraformStack,
        base: Foundation,
        *,
        network: Network,
        notifications: Notifications | None,
        settings: Deployment,
    ) -> "Stores":
        """Make them in `stack`."""
        credentials = Credentials(stack, "credentials", base)
        database = Database(stack, "database", base, network=network, settings=settings.database)
        cache = Cache(
            stack,
            "cache",
            base,
            network=network,
            credentials=credentials,
            notifications=notifications,
            settings=settings.cache,
        )
        files = Files(stack, "files", base, network=network, settings=settings.files)
        return cls(credentials, database, cache, files)

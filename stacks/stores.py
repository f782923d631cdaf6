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
from stacks.pairs import Color, id_prefix
from stacks.settings import Deployment


@dataclass(frozen=True)
class Pair:
    """A database and the files that hold the keys of its columns.

    is_tested: a restore test made it, and destroys it.
    """

    color: Color
    database: Database
    files: Files
    is_tested: bool

    @classmethod
    def lay(
        cls,
        stack: TerraformStack,
        base: Foundation,
        color: Color,
        *,
        network: Network,
        settings: Deployment,
    ) -> "Pair":
        """Make one in `stack`; blue's components have no color in their names."""
        database_copy, files_copy = settings.stores.copies(color)
        is_tested = settings.stores.is_tested(color)
        prefix = id_prefix(color)
        database = Database(
            stack,
            f"{prefix}database",
            base,
            network=network,
            settings=settings.database,
            color=color,
            copy=database_copy,
            leaves_copies=not is_tested,
        )
        files = Files(
            stack,
            f"{prefix}files",
            base,
            network=network,
            settings=settings.files,
            color=color,
            is_restored=files_copy is not None,
        )
        return cls(color, database, files, is_tested)

    @property
    def is_restored(self) -> bool:
        """True if it is made from copies."""
        return self.files.root_access_point is not None

    @property
    def arns(self) -> list[str]:
        """What AWS Backup copies: of a tested pair nothing, which is a copy itself."""
        return [] if self.is_tested else [self.database.arn, self.files.arn]


@dataclass(frozen=True)
class Stores:
    """Everything else of a deployment can be made anew.

    serving: the pair that OpenEMR uses. standby: the other one, if it is there. restored: that of
    both which the task of a restore fills and checks.
    """

    credentials: Credentials
    cache: Cache
    serving: Pair
    standby: Pair | None
    restored: Pair | None

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
        stores = settings.stores
        serving = Pair.lay(stack, base, stores.serving, network=network, settings=settings)
        cache = Cache(
            stack,
            "cache",
            base,
            network=network,
            credentials=credentials,
            notifications=notifications,
            settings=settings.cache,
        )
        standby = None
        if stores.standby != "absent":
            standby = Pair.lay(stack, base, stores.other, network=network, settings=settings)
        pairs = [standby, serving] if stores.is_filled else [serving, standby]
        restored = next((each for each in pairs if each and each.is_restored), None)
        return cls(credentials, cache, serving, standby, restored)

    @property
    def database(self) -> Database:
        """The database that OpenEMR uses."""
        return self.serving.database

    @property
    def files(self) -> Files:
        """The files that OpenEMR uses."""
        return self.serving.files

    @property
    def pairs(self) -> list[Pair]:
        """All that are there, the one that serves first."""
        return [self.serving, *([self.standby] if self.standby else [])]

    @property
    def arns(self) -> list[str]:
        """What AWS Backup copies."""
        return [arn for pair in self.pairs for arn in pair.arns]

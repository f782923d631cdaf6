"""What OpenEMR signs in with at its database and its session cache."""

from constructs import Construct

from stacks.components.secret import GeneratedSecret
from stacks.foundation import Foundation


class Credentials(Construct):
    """OpenEMR's own users of database and cache, in one secret.

    ECS hands each container single keys of it, so that who serves never learns the database's
    password from it; no container may read Secrets Manager. Both users have rights on their own
    schema and keys only. Losing the secret stops every new task until a new one is written.
    """

    DATABASE_USER = "openemr"
    CACHE_USER = "openemr"

    def __init__(self, scope: Construct, id_: str, base: Foundation) -> None:
        super().__init__(scope, id_)
        secret = GeneratedSecret(
            self,
            "application",
            base,
            role="Application",
            description="OpenEMR's own users of database and session cache",
            known={"database_username": self.DATABASE_USER, "cache_username": self.CACHE_USER},
            passwords=("database_password", "cache_password"),
        )
        self.arn = secret.arn
        self.version = secret.version
        self.database_password = secret.key("database_password")
        self.cache_password = secret.key("cache_password")
        self.resolved_cache_password = secret.resolved("cache_password")

"""Physical names: what a resource is called in AWS."""

import re
from dataclasses import dataclass

from stacks.pairs import BLUE, Color

PRODUCT = "openemr"
# The shortest limit is that of load balancers and target groups, 32 characters, whose roles here
# have three; next come caches and their user groups with 40, and buckets with 63.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
LONGEST_DEPLOYMENT_NAME = 32 - len(f"{PRODUCT}--") - 3
LONGEST_ROLE = 40 - len(f"{PRODUCT}--") - LONGEST_DEPLOYMENT_NAME
ROLE = re.compile("[A-Za-z0-9]+")
# Aurora never changes the name of a cluster's master user, and a snapshot's restore keeps it. So it
# tells as what a database was created, whatever happened since to settings, tags and protections
# (ModifyDBCluster has no such parameter; read 2026-11-29).
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html
PRODUCTION_MASTER_USER, EVALUATION_MASTER_USER = "dbadmin", "evaluationadmin"


@dataclass(frozen=True)
class Names:
    """Names of one deployment's resources.

    A role is one word. So the last hyphen separates deployment and role, and no two deployments,
    not even `prod` and `prod-cache`, can make the same name.
    """

    deployment: str

    def __call__(self, role: str) -> str:
        """`openemr-<deployment>-<role>`, for resources named in one account and Region."""
        if len(role) > LONGEST_ROLE:
            raise ValueError(f"role {role!r}: accepted: at most {LONGEST_ROLE} characters")
        return f"{PRODUCT}-{self.deployment}-{_one_word(role)}"

    def of_pair(self, color: Color, role: str) -> str:
        """The same for a part of a pair of database and files; blue's have no color.

        None of them has one of the short limits: identifiers of RDS have 63 characters.
        """
        if color == BLUE:
            return self(role)
        return f"{PRODUCT}-{self.deployment}-{color}{_one_word(role)}"

    def path(self, role: str) -> str:
        """`/openemr/<deployment>/<role>`, for log groups and secrets, which may be long."""
        return f"{self.folder}{_one_word(role)}"

    @property
    def folder(self) -> str:
        """What the names of `path` begin with, and no other deployment's."""
        return f"/{PRODUCT}/{self.deployment}/"

    def bucket(self, role: str, account_id: str) -> str:
        """A bucket name: these are shared by all AWS accounts, hence the account id."""
        return f"{self(role)}-{account_id}"


def _one_word(role: str) -> str:
    if not ROLE.fullmatch(role):
        raise ValueError(f"role {role!r}: accepted: letters and digits")
    return role


def place_name(deployment: str, region: str) -> str:
    """Name of the stack with a deployment's copies in another Region, whose names are made of it.

    A vault's name, of at most 50 characters, has room for the longest Region behind the longest
    deployment: https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
    """
    return f"{deployment}-{region}"


def master_user(*, production: bool) -> str:
    """Name of the database's master user, which stays what it was at the creation."""
    return PRODUCTION_MASTER_USER if production else EVALUATION_MASTER_USER

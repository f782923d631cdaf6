"""Whose the resources of a state are, by the names that AWS never changes."""

from collections.abc import Iterator

from scripts.destroy.holdings import Holding, Holdings
from scripts.destroy.inventory.scope import Scope
from stacks.naming import PRODUCT

# Type -> the attribute with the name that stacks/naming.py makes of the deployment's.
_NAMES = {
    "aws_backup_vault": "name",
    "aws_cloudtrail": "name",
    "aws_efs_file_system": "creation_token",
    "aws_rds_cluster": "cluster_identifier",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name",
}


class ForeignStateError(RuntimeError):
    """The state holds what another deployment made; nothing was changed."""


def refuse_foreign_state(scope: Scope) -> None:
    """Raise ForeignStateError if the state holds data of another deployment.

    A state file that was copied, moved or renamed by hand would else have one deployment's name
    destroy what belongs to another.
    """
    foreign = list(_foreign(scope, scope.holdings))
    if foreign:
        some = "\n".join(f"  {address}: {name}" for address, name in foreign[:6])
        raise ForeignStateError(
            f"The state of {scope.deployment} holds resources of another deployment:\n{some}\n"
            "Nothing was changed. A deployment keeps the name that it was made with: name it so in "
            f"cdktf.json, with the state as terraform.<name>.tfstate or, in S3, under {PRODUCT}/"
            "<name>/. A state that was put here by mistake has to go back to where it came from."
        )


def _foreign(scope: Scope, holdings: Holdings) -> Iterator[tuple[str, str]]:
    for each in holdings.of_type(*_NAMES):
        name = str(each.attributes.get(_NAMES[each.type]) or "")
        if _is_product_name(name) and not _is_own(scope, each, name):
            yield each.address, name


def _is_product_name(name: str) -> bool:
    return name.startswith((f"{PRODUCT}-", f"/{PRODUCT}/"))


def _is_own(scope: Scope, held: Holding, name: str) -> bool:
    if held.type == "aws_secretsmanager_secret":
        return name.startswith(scope.path)
    return scope.is_named(name)

"""Ownership of a state's resources, by physical names, which AWS never changes."""

from collections.abc import Iterator

from scripts.cli.errors import OperationFailedError
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResource, StateResources
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


class ForeignStateError(OperationFailedError):
    """The state contains another deployment's resources; nothing was changed."""


def refuse_foreign_state(scope: Scope) -> None:
    """Raise ForeignStateError if the state contains another deployment's data stores.

    Otherwise a state file that was copied or renamed by hand would let one deployment's name
    destroy another deployment.
    """
    foreign = list(_foreign(scope, scope.resources))
    if foreign:
        some = "\n".join(f"  {address}: {name}" for address, name in foreign[:6])
        raise ForeignStateError(
            f"The state of {scope.deployment} contains resources of another deployment:\n{some}\n"
            "Nothing was changed. A deployment cannot be renamed: use its original name in "
            f"cdktf.json, with its state as terraform.<name>.tfstate or, in S3, under {PRODUCT}/"
            "<name>/. If the state was copied here by mistake, move it back."
        )


def _foreign(scope: Scope, resources: StateResources) -> Iterator[tuple[str, str]]:
    for each in resources.of_type(*_NAMES):
        name = str(each.attributes.get(_NAMES[each.type]) or "")
        if _is_product_name(name) and not _is_own(scope, each, name):
            yield each.address, name


def _is_product_name(name: str) -> bool:
    return name.startswith((f"{PRODUCT}-", f"/{PRODUCT}/"))


def _is_own(scope: Scope, held: StateResource, name: str) -> bool:
    if held.type == "aws_secretsmanager_secret":
        return name.startswith(scope.path)
    return scope.is_named(name)

"""The pair of copies that a restore test takes unless one is named."""

from scripts.commands.restore.choice import NothingThereError
from scripts.commands.restore.options import Found
from scripts.inventory.copies.copy import VAULT
from scripts.inventory.copies.judging import refusals
from scripts.inventory.copies.pairing import Pair
from stacks.pairs import Color


def newest(found: Found, serving: Color) -> Pair:
    """The newest of AWS Backup's vault, as it is what is left when all else is lost.

    Of the pair that serves, and where the vault has none, of whatever else there is. Raises
    NothingThereError.
    """
    usable = [
        each
        for each in found.pairing.pairs
        if each.database.store == serving and not refusals(each, found.copies)
    ]
    of_vault = [each for each in usable if each.database.source == VAULT]
    if not usable:
        raise NothingThereError(
            f"Nothing was changed. There is no pair of copies of {serving} to test: {found.place}. "
            "openemr restore list shows what there is, openemr backups --now makes a pair."
        )
    return (of_vault or usable)[0]

"""Rules about locks that nobody can lift any more, AWS included."""

from collections.abc import Iterator

from scripts.resources.facets.predicates import number
from scripts.review.context import Context
from scripts.review.rules.attribute import value_at
from scripts.review.verdict import IRREVERSIBLE, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.plan_document import Values

_VAULT_LOCKS = "https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html"
_OBJECT_LOCKS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"
_MODE = ("rule", "default_retention", "mode")


def vault_locks(change: Change, context: Context) -> Iterator[Verdict]:
    """Vault locks that begin to close: after their days of grace they stay for ever.

    That of a new vault comes with a deployment whose settings ask for it by name.
    """
    name = "changeable_for_days"
    if change.type != "aws_backup_vault_lock_configuration" or not change.after:
        return
    if change.action == "create" and context.is_new(change, "backup_vault_name"):
        return
    begins = change.after.get(name) or (
        change.is_unknown(name) and context.is_configured(change, name)
    )
    if begins and not change.before.get(name):
        reason = (
            f"After {change.after.get(name) or 'some'} days nobody can remove or loosen the lock, "
            "nor delete a copy before its time: not the account's root user, not AWS."
        )
        yield Verdict(IRREVERSIBLE, name, reason, _VAULT_LOCKS)


def object_locks(change: Change, context: Context) -> Iterator[Verdict]:
    """Object locks that nobody may bypass."""
    if change.type != "aws_s3_bucket_object_lock_configuration" or not change.after:
        return
    if change.action == "create" and context.is_new(change, "bucket"):
        return
    before, after = (value_at(values, [*_MODE]) for values in (change.before, change.after))
    unknown = change.is_unknown("rule") and after is None
    if before != "COMPLIANCE" and (after == "COMPLIANCE" or unknown):
        reason = "Nobody can delete a locked object before its time, not even the root user."
        yield Verdict(IRREVERSIBLE, ".".join(_MODE), reason, _OBJECT_LOCKS)
    elif after == "COMPLIANCE" and _days(change.after) > _days(change.before):
        reason = (
            f"Nobody can delete an object from now on before {_days(change.after):g} instead of "
            f"{_days(change.before):g} days, not even the root user."
        )
        yield Verdict(IRREVERSIBLE, ".".join((*_MODE[:-1], "days")), reason, _OBJECT_LOCKS)


def _days(values: Values) -> float:
    days, years = (value_at(values, [*_MODE[:-1], name]) for name in ("days", "years"))
    return (number(days) or 0) + 365 * (number(years) or 0)

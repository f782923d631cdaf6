"""Order of verdicts and of changes, worst first: one key for every report.

First by kind (facets/impact.py). Within a kind what is gone at once comes before what is weaker or
kept for less time; then the stores of data, with their keys and secrets, before evidence and the
rest; then protection before retention.
"""

import re

from scripts.resources import known
from scripts.review.verdict import Kind, Verdict
from scripts.terraform.documents.change import Change

Severity = tuple[int, bool, bool, bool]
_GONE = ("delete", "replace")
_RETENTION = re.compile(r"retention|lifecycle|delete_after|expir|_days|_window|archive")
# They hold records of what happened, and no patient's.
_EVIDENCE = ("aws_cloudtrail", "aws_cloudwatch_log_group", "aws_s3_bucket")


def severity(change: Change, verdict: Verdict | None) -> Severity:
    """The key of one verdict on a change; of a harmless one without any."""
    if verdict is None:
        return len(Kind), change.action not in _GONE, False, False
    return (
        verdict.kind.rank,
        change.action not in _GONE,
        not _is_of_data(change.type),
        bool(_RETENTION.search(verdict.attribute)),
    )


def _is_of_data(type_: str) -> bool:
    """True for a store of data, and for what belongs to one, such as a lock of its vault."""
    entry = known(type_)
    store = known(entry.owner.type) if entry.owner else entry
    holds = [each.data for each in (entry, store) if each.name not in _EVIDENCE]
    return any(each is not None and each.contents for each in holds)

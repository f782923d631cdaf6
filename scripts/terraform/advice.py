"""What to do about the errors of Terraform that operators meet, in the project's own commands."""

from collections.abc import Sequence
from typing import NamedTuple


class Advice(NamedTuple):
    """`remedy` helps whenever each of `signs` stands in what Terraform said."""

    signs: Sequence[str]
    remedy: str


ADVICE: tuple[Advice, ...] = (
    Advice(
        ("Backend initialization required",),
        "The state's place differs from the one this directory was initialized with. To take an "
        "existing state along: openemr state move. Terraform alone would begin with an empty one.",
    ),
    Advice(
        ("Backend configuration changed",),
        "The state's place differs from the one this directory was initialized with. To take an "
        "existing state along: openemr state move. Terraform alone would begin with an empty one.",
    ),
    Advice(
        ("Error acquiring the state lock",),
        "Somebody else's command works on this state. Let it end. If it died and left the lock, "
        "openemr state unlock shows whose lock it is, and releases it on request.",
    ),
    Advice(
        ("No valid credential sources found",),
        "No AWS credentials were found. Sign in (aws sso login, or AWS_PROFILE, or "
        "AWS_ACCESS_KEY_ID and its companions), then run the command again.",
    ),
    Advice(
        ("ExpiredToken",),
        "The AWS credentials have expired. Sign in again; what was done so far is in the state.",
    ),
    Advice(
        ("AWS account ID not allowed",),
        "The credentials belong to another AWS account than the setting account_id names.",
    ),
    Advice(
        ("bucket does not exist",),
        "The bucket of the remote state does not exist in this account. "
        "openemr state bootstrap makes it, with its lock table.",
    ),
)


def advice_on(said: str) -> list[str]:
    """The remedies that fit `said`, each once."""
    return list(
        dict.fromkeys(each.remedy for each in ADVICE if all(sign in said for sign in each.signs))
    )

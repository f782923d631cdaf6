"""Credentials: their presence, their account, and the clock, on which signatures depend."""

from collections.abc import Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

from scripts.aws.account import AwsError
from scripts.preflight.examination import CREDENTIALS
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.terraform.target_account import WrongTargetError, refuse_wrong_target

# A signature is valid for five minutes:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html (read 2026-11-25)
_REFUSED_SECONDS = 300
_WORTH_TELLING_SECONDS = 60
_SIGN_IN = "aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions"


def account(subject: Subject) -> Iterator[Finding]:
    """Check caller, clock, and that settings and state name this account and Region."""
    try:
        caller = subject.caller
    except AwsError as refused:
        yield not_checked(CREDENTIALS, str(refused).splitlines()[0], _SIGN_IN)
        yield from _clock(_answered_at(refused))
        return
    yield ok(CREDENTIALS, caller.arn)
    if caller.arn.endswith(":root"):
        fix = "sign in as a role that may deploy"
        yield warning(CREDENTIALS, "the account's root user, which no policy can restrict", fix)
    yield from _clock(_asked_now(subject))
    try:
        refuse_wrong_target(subject.name, subject.configuration, subject.state, subject.account)
    except WrongTargetError as wrong:
        for sentence in str(wrong).splitlines()[:-1]:
            fact, _, fix = sentence.rpartition(". ")
            yield problem("Account", fact or sentence, fix)
        return
    yield ok("Account", f"{caller.account}, as in settings and state")


def _clock(answered: datetime | None) -> Iterator[Finding]:
    if answered is None:
        return
    skew = round(abs((datetime.now(timezone.utc) - answered).total_seconds()))
    text = f"{skew} s off AWS's clock"
    fix = "synchronize this machine's clock (timedatectl set-ntp true)"
    if skew >= _REFUSED_SECONDS:
        yield problem("Clock", f"{text}; AWS refuses signatures from {_REFUSED_SECONDS} s", fix)
    elif skew >= _WORTH_TELLING_SECONDS:
        yield warning("Clock", text, fix)
    else:
        yield ok("Clock", "within a minute of AWS's clock")


def _asked_now(subject: Subject) -> datetime | None:
    answer = subject.account.client("sts").get_caller_identity()
    return _date(answer)


def _answered_at(refused: AwsError) -> datetime | None:
    """Date of a refusal by AWS; None if AWS was not reached."""
    return _date(getattr(refused.__cause__, "response", {}))


def _date(response: object) -> datetime | None:
    metadata = response.get("ResponseMetadata", {}) if isinstance(response, dict) else {}
    text = metadata.get("HTTPHeaders", {}).get("date")
    return parsedate_to_datetime(text) if text else None

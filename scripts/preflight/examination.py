"""Runs the checks in order, each whatever the results of the others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scripts.aws.account import AwsError
from scripts.preflight.finding import Finding, Status, not_checked
from scripts.preflight.subject import Subject, UnavailableError
from scripts.terraform.synthesis import SynthesisError

# Subject of the account check's findings about credentials.
CREDENTIALS = "Credentials"


@dataclass(frozen=True)
class Check:
    """A check. `name` is for scripts, `title` for reports.

    asks_aws: requires credentials for the right account. before_change: its problems make a
    deployment fail half-way or in the wrong place, so `deploy` runs it first. of_copies: it is
    about stacks of copies too.
    """

    name: str
    title: str
    examine: Callable[[Subject], Iterable[Finding]]
    asks_aws: bool = True
    before_change: bool = False
    of_copies: bool = False


@dataclass(frozen=True)
class Section:
    """A check and its findings."""

    check: Check
    findings: tuple[Finding, ...]


def examine(
    subject: Subject, checks: Sequence[Check], on_begin: Callable[[Check], None]
) -> Iterator[Section]:
    """Run `checks`; after a problem with the account, those that ask AWS are not run."""
    closed = ""
    for check in checks:
        if subject.holds_copies and not check.of_copies:
            continue
        on_begin(check)
        if check.asks_aws and closed:
            yield Section(check, (not_checked(check.title, closed),))
            continue
        section = Section(check, tuple(_findings(check, subject)))
        if check.name == "account":
            closed = _closed(section.findings)
        yield section


def count(sections: Iterable[Section], status: Status) -> int:
    """Number of findings with this status."""
    return sum(each.status is status for section in sections for each in section.findings)


def unchecked(sections: Iterable[Section]) -> list[str]:
    """Titles of checks that must hold before a change, and of which a part is unknown."""
    return [
        section.check.title
        for section in sections
        if section.check.before_change
        and any(each.status is Status.NOT_CHECKED for each in section.findings)
    ]


def _findings(check: Check, subject: Subject) -> Iterator[Finding]:
    try:
        yield from check.examine(subject)
    except UnavailableError as missing:
        yield not_checked(check.title, str(missing))
    except SynthesisError:
        yield not_checked(check.title, "the settings cannot be synthesized")
    except AwsError as refused:
        yield not_checked(check.title, str(refused))


def _closed(findings: Sequence[Finding]) -> str:
    """The reason not to call AWS; empty if there is none."""
    unknown = [each.subject for each in findings if each.status is Status.NOT_CHECKED]
    if CREDENTIALS in unknown:
        return "no working AWS credentials"
    if any(each.status is Status.PROBLEM for each in findings):
        return "the credentials are not those of this deployment"
    return ""

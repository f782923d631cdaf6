"""Accepted drift: the ignore list, by resource, with reason and expiry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from scripts.commands.acceptances import Acceptance, read_acceptances
from scripts.commands.drift.finding import Finding

FILE = Path(__file__).with_suffix(".json")


class Entry(Acceptance):
    """One entry of the file.

    attribute: a path or its first name; empty for a resource that is gone. value: a part of what
    AWS has, so that nothing else is accepted with it. deployments: where it applies; empty means
    everywhere.
    """

    address: str = Field(
        pattern=r"^[a-z0-9_]+\.[A-Za-z0-9_-]+$",
        description="a whole Terraform address such as aws_sns_topic.notifications_alarms_topic",
    )
    attribute: str = Field(default="", description="a text")
    value: str = Field(default="", description="a text")
    deployments: tuple[str, ...] = Field(default=(), description="a list of names")

    def covers(self, finding: Finding) -> bool:
        """True if it accepts this finding."""
        return (
            finding.address == self.address
            and self.attribute in (finding.attribute, finding.name)
            and self.value in (finding.after or finding.before)
        )

    @property
    def place(self) -> str:
        """Address and attribute of the entry, for messages."""
        value = f" with {self.value!r}" if self.value else ""
        return f"{self.address} {self.attribute or '(the whole resource)'}{value}"


@dataclass(frozen=True)
class Sorted:
    """Findings that count, ignored findings with their entries, and remarks on entries."""

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Entry], ...]
    remarks: tuple[str, ...]


def read_ignored(file: Path = FILE) -> tuple[Entry, ...]:
    """The entries of a JSON file. Raises AcceptancesError, which names all that is invalid."""
    return read_acceptances(file, Entry, "--ignored")


def sort_out(
    entries: Iterable[Entry], deployment: str, findings: Sequence[Finding], today: date
) -> Sorted:
    """Apply the entries to findings; expired ones accept nothing."""
    ours = [each for each in entries if deployment in each.deployments or not each.deployments]
    valid = [each for each in ours if not each.is_expired(today)]
    counted, ignored = [], []
    for finding in findings:
        entry = next((each for each in valid if each.covers(finding)), None)
        if entry:
            ignored.append((finding, entry))
        else:
            counted.append(finding)
    remarks = [
        f"The entry for {each.place} expired on {each.review} ({each.owner}); it is not applied."
        for each in ours
        if each not in valid
    ]
    remarks += [
        f"The entry for {each.place} is not used ({each.owner}): remove it."
        for each in valid
        if not any(each.covers(finding) for finding in findings)
    ]
    return Sorted(tuple(counted), tuple(ignored), tuple(remarks))

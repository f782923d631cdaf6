"""Exceptions: findings that are accepted, at one resource, for a reason, for a time."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from scripts.commands.acceptances import Acceptance, not_empty, read_acceptances
from scripts.commands.scan.finding import EXCEPTIONS, Excepted, Finding
from scripts.terraform.documents.configuration import Configuration
from stacks.pairs import in_blue

FILE = Path(__file__).with_suffix(".json")
CHECK = "EXCEPTION"
TITLE = "An exception is used, and its review day is yet to come."
_ADDRESS = r"^(deployment|output\.[\w-]+|provider\.aws|(data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)$"
Address = Annotated[str, Field(pattern=_ADDRESS)]
# Of production's copies there are none.
Environment = Literal["production", "evaluation", "evaluation-copies", "remote-state"]


class Entry(Acceptance):
    """One entry of the file.

    environments: where it applies; an evaluation's exceptions do not help production.
    addresses: of blue, those of the same parts of green too, which are made by the same code.
    found: how the accepted findings' own reasons begin; empty where any is accepted.
    setting: the setting that decides whether there is anything to except; empty if there always is.
    """

    check: str = Field(min_length=1, description="the id of a check")
    addresses: Annotated[tuple[Address, ...], AfterValidator(not_empty)] = Field(
        description="a list of whole Terraform addresses such as aws_rds_cluster.database_cluster"
    )
    environments: Annotated[tuple[Environment, ...], AfterValidator(not_empty)] = Field(
        description="a list of production, evaluation, evaluation-copies and remote-state"
    )
    found: tuple[str, ...] = Field(default=(), description="a list of texts")
    setting: str = Field(default="", description="the path of a setting")

    def covers(self, finding: Finding) -> bool:
        """True if it accepts this finding."""
        fits = not self.found or finding.reason.startswith(self.found)
        return fits and finding.check == self.check and in_blue(finding.address) in self.addresses


def read_exceptions(file: Path = FILE) -> tuple[Entry, ...]:
    """The entries of a JSON file. Raises AcceptancesError."""
    return read_acceptances(file, Entry, "--exceptions")


def apply_exceptions(
    entries: Iterable[Entry], configuration: Configuration, findings: list[Finding], today: date
) -> tuple[list[Finding], list[Excepted]]:
    """Split findings into open and excepted ones; expired and unused entries are open findings."""
    entries = [each for each in entries if configuration.scope in each.environments]
    valid = [entry for entry in entries if not entry.is_expired(today)]
    excepted = [
        Excepted(finding, entry.reason, entry.owner, entry.review)
        for finding in findings
        for entry in [next((each for each in valid if each.covers(finding)), None)]
        if entry
    ]
    accepted = {each.finding for each in excepted}
    remaining = [finding for finding in findings if finding not in accepted]
    remaining += [
        _finding(entry, entry.addresses[0], f"expired on {entry.review}")
        for entry in entries
        if entry not in valid
    ]
    # In a plan, what is not known yet fails no check.
    if not configuration.planned:
        found = {(each.check, in_blue(each.address)) for each in findings}
        remaining += [
            _finding(entry, entry.addresses[0], f"is not used at {address}")
            for entry in entries
            if not entry.setting
            for address in entry.addresses
            if (entry.check, address) not in found
        ]
    return remaining, excepted


def _finding(entry: Entry, address: str, fault: str) -> Finding:
    return Finding(CHECK, address, f"the exception from {entry.check} {fault}", TITLE, EXCEPTIONS)

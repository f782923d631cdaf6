"""What `openemr drift --json` says, by address."""

import json
from dataclasses import dataclass
from typing import Any

from tests.terraform.checkout import Checkout
from tests.terraform.drift.out_of_band.change import OutOfBand, Site


@dataclass(frozen=True)
class Reported:
    """One run: how it ended, and what it printed."""

    exit_code: int
    document: dict[str, Any]
    said: str

    def findings(self, address: str) -> list[dict[str, Any]]:
        """The findings at one address."""
        found = [each for each in self.document["resources"] if each["address"] == address]
        return [finding for each in found for finding in each["findings"]]

    def about(self, change: OutOfBand) -> list[dict[str, Any]]:
        """The findings that such a change has to lead to."""
        return [
            finding
            for finding in self.findings(change.address)
            if finding["event"] == change.change
            and _first_name(finding["attribute"]) == (change.attribute or "")
        ]

    @property
    def addresses(self) -> set[str]:
        """Where drift was found."""
        return {each["address"] for each in self.document["resources"]}


def report(checkout: Checkout, *options: str) -> Reported:
    """Run `openemr drift --json`."""
    ran = checkout.openemr("drift", "--json", *options)
    assert ran.returncode in (0, 1, 2), ran.stderr
    return Reported(ran.returncode, json.loads(ran.stdout or "{}"), ran.stderr)


def make(changes: list[OutOfBand], site: Site) -> None:
    """Do all of it behind Terraform's back."""
    for change in changes:
        change.act(site)


def _first_name(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]

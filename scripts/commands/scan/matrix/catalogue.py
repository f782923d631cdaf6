"""The rules and sections of the matrix, read from the data beside this module."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from scripts.commands.scan.policy import all_policies

HERE = Path(__file__).parent
PACKS = {
    "HIPAA.Security": "hipaa_rules.json",
    "AwsSolutions": "aws_solutions_rules.json",
}


@dataclass(frozen=True)
class Rule:
    """One rule of a cdk-nag pack (v2, read 2026-11).

    sections: of 45 CFR 164. control: what it asks for. types: the resources that it concerns.
    checks: ids of Checkov's checks that verify it; the project's own say so themselves.
    """

    rule: str
    sections: tuple[str, ...]
    control: str
    types: tuple[str, ...]
    checks: tuple[str, ...]

    @property
    def verifiers(self) -> tuple[str, ...]:
        """Ids of all checks that verify it."""
        own = tuple(policy.id for policy in all_policies() if self.rule in policy.nag)
        return self.checks + own


@dataclass(frozen=True)
class Section:
    """A section of 45 CFR 164: what it is called, and what the customer must still do."""

    number: str
    title: str
    customer: str


@cache
def rules(pack: str) -> tuple[Rule, ...]:
    """The rules of a pack, one of PACKS."""
    return TypeAdapter(tuple[Rule, ...]).validate_json((HERE / PACKS[pack]).read_bytes())


@cache
def sections() -> tuple[Section, ...]:
    """All sections that a rule or policy serves, in the order of the law."""
    named = json.loads((HERE / "sections.json").read_text(encoding="utf-8"))
    served = {section for rule in rules("HIPAA.Security") for section in rule.sections}
    served |= {section for policy in all_policies() for section in policy.hipaa}
    return tuple(Section(number, **named[number]) for number in sorted(served, key=_order))


def customer_duties() -> list[tuple[str, str]]:
    """What no configuration can do: duty and detail."""
    duties = json.loads((HERE / "customer.json").read_text(encoding="utf-8"))
    return [(each["duty"], each["detail"]) for each in duties]


def _order(number: str) -> tuple[tuple[int, str], ...]:
    """308(a)(7)(ii)(A) before 308(a)(10); roman numerals sort as they are written here."""
    parts = re.findall(r"\w+", number)
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)

"""docs/compliance.md, written from the catalogue, the policies and the scan's evidence."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scripts.commands.reference_deployment import reference_configurations
from scripts.commands.scan.exceptions import read_exceptions
from scripts.commands.scan.finding import Excepted, Finding, Result
from scripts.commands.scan.matrix.catalogue import Rule, customer_duties, rules, sections
from scripts.commands.scan.policy import all_policies
from scripts.commands.scan.run import scan_configuration
from scripts.project import ROOT
from scripts.terraform.documents.configuration import Configuration

DOCUMENT = ROOT / "docs" / "compliance.md"
INTRODUCTION = Path(__file__).with_name("introduction.md")
# Whether an exception has expired is a question for each scan, not for a document.
NO_DAY = date.min


@dataclass(frozen=True)
class Evidence:
    """A deployment in production and the stack of its Terraform state, both scanned."""

    scanned: tuple[tuple[Configuration, Result], ...]

    def resources(self, rule: Rule) -> dict[str, int]:
        """How many resources there are of each type that the rule concerns; without zeros."""
        return Counter(
            resource.type
            for configuration, _ in self.scanned
            for resource in configuration.of(*rule.types)
        )

    def open(self, rule: Rule) -> list[Finding]:
        """Findings against the rule that nobody has accepted."""
        return [
            finding
            for _, result in self.scanned
            for finding in result.findings
            if finding.check in rule.verifiers
        ]

    def excepted(self, rule: Rule) -> list[Excepted]:
        """Findings against the rule that are accepted."""
        return [each for each in self.all_excepted() if each.finding.check in rule.verifiers]

    def all_excepted(self) -> list[Excepted]:
        """Every accepted finding."""
        return [each for _, result in self.scanned for each in result.excepted]

    def judged(self, check: str) -> bool:
        """True if the check has given any verdict at all."""
        return any(
            check in result.passed
            or check in result.policies
            or any(each.finding.check == check for each in result.excepted)
            or any(each.check == check for each in result.findings)
            for _, result in self.scanned
        )


def gather() -> Evidence:
    """Synthesize and scan the reference deployment."""
    exceptions = read_exceptions()
    configurations = reference_configurations().values()
    return Evidence(
        tuple((each, scan_configuration(each, exceptions, NO_DAY)) for each in configurations)
    )


def write_matrix(file: Path = DOCUMENT) -> Path:
    """Scan the reference deployment and write the document."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(render(gather()), encoding="utf-8")
    return file


def render(evidence: Evidence) -> str:
    """The whole document as Markdown."""
    parts = [
        INTRODUCTION.read_text(encoding="utf-8").strip(),
        "## What you must do yourself",
        _table(("Duty", "Detail"), customer_duties()),
        "## By section of 45 CFR 164",
        _by_section(),
        "## HIPAA.Security rules",
        _rules(evidence, "HIPAA.Security"),
        "## AwsSolutions rules",
        _rules(evidence, "AwsSolutions"),
        "## Policies of this project",
        _policies(),
        "## Exceptions in production",
        _exceptions(evidence),
    ]
    return "\n\n".join(parts) + "\n"


def _by_section() -> str:
    rows = []
    for section in sections():
        controls = [
            f"{rule.control} ({', '.join(rule.verifiers)})"
            for rule in rules("HIPAA.Security")
            if section.number in rule.sections
        ]
        # Beyond the pack's rules.
        controls += [
            f"{policy.sentence} ({policy.id})"
            for policy in all_policies()
            if section.number in policy.hipaa
            and all(rule.startswith("AwsSolutions-") for rule in policy.nag)
        ]
        rows.append(
            (f"164.{section.number}", section.title, "<br>".join(controls), section.customer)
        )
    return _table(("Section", "Standard", "Controls and their checks", "You"), rows)


def _rules(evidence: Evidence, pack: str) -> str:
    rows = []
    for rule in rules(pack):
        cells = [
            rule.rule.removeprefix(f"{pack}-"),
            rule.control,
            ", ".join(f"164.{section}" for section in rule.sections),
            ", ".join(f"{count} {type_}" for type_, count in evidence.resources(rule).items())
            or "none",
            ", ".join(_verifiers(evidence, rule)),
            _result(evidence, rule),
        ]
        rows.append(cells if pack == "HIPAA.Security" else [*cells[:2], *cells[3:]])
    titles = ["Rule", "Control", "Sections", "Resources", "Verified by", "Result"]
    return _table(titles if pack == "HIPAA.Security" else [*titles[:2], *titles[3:]], rows)


def _verifiers(evidence: Evidence, rule: Rule) -> list[str]:
    """The checks that have judged something; for a service not used, the one that refuses it."""
    if not evidence.resources(rule):
        return ["OEMR_42"]
    return [check for check in rule.verifiers if evidence.judged(check)]


def _result(evidence: Evidence, rule: Rule) -> str:
    if not evidence.resources(rule):
        return f"Not applicable: no {' or '.join(rule.types)} is made, and none may be."
    found = evidence.open(rule)
    if found:
        return "**Open** at " + ", ".join(sorted({f"`{each.address}`" for each in found}))
    excepted = {(each.finding.check, each.finding.address) for each in evidence.excepted(rule)}
    if excepted:
        places = ", ".join(f"`{address}` ({check})" for check, address in sorted(excepted))
        return f"Met, with exceptions at {places}"
    return "Met"


def _policies() -> str:
    return _table(
        ("Id", "Sentence", "Sections", "Rules of cdk-nag"),
        [
            (
                policy.id,
                policy.sentence,
                ", ".join(f"164.{section}" for section in policy.hipaa),
                ", ".join(policy.nag),
            )
            for policy in all_policies()
        ],
    )


def _exceptions(evidence: Evidence) -> str:
    places: dict[tuple[str, str, str, str], list[str]] = {}
    for each in evidence.all_excepted():
        key = (each.finding.check, each.reason, each.owner, each.review)
        places.setdefault(key, []).append(f"`{each.finding.address}`")
    return _table(
        ("Check", "Resources", "Reason", "Owner", "Review"),
        [
            (check, ", ".join(dict.fromkeys(found)), *accepted)
            for (check, *accepted), found in places.items()
        ],
    )


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [_row(titles), _row("---" for _ in titles)]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

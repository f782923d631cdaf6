"""Findings by resource, as all reports list them."""

from collections.abc import Iterable
from dataclasses import dataclass

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Finding, Severity


@dataclass(frozen=True)
class Drifted:
    """A resource, its component (empty if unknown), source file and findings, worst first."""

    address: str
    component: str
    file: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The worst of its findings."""
        return self.findings[0].severity


def by_resource(comparison: Comparison) -> list[Drifted]:
    """The drifted resources, worst first, then by component and address."""
    groups: dict[str, list[Finding]] = {}
    for each in comparison.findings:
        groups.setdefault(each.address, []).append(each)
    components = comparison.components
    drifted = [
        Drifted(address, components.of(address), components.file(address), tuple(found))
        for address, found in groups.items()
    ]
    return sorted(drifted, key=lambda each: (each.severity.rank, each.component, each.address))


def headline(comparison: Comparison) -> str:
    """The result in one sentence."""
    name = comparison.deployment
    if comparison.problems:
        return f"{name}: the comparison could not be completed."
    if not comparison.findings:
        return f"{name}: no drift in {_counted(comparison.resources)}."
    drifted = len({each.address for each in comparison.findings})
    return f"{name}: drift in {_counted(drifted)}: {counted(comparison.findings)}."


def counted(findings: Iterable[Finding]) -> str:
    """Such as `2 critical, 1 low`."""
    found = [each.severity for each in findings]
    return ", ".join(f"{found.count(each)} {each.value}" for each in Severity if each in found)


def verb(finding: Finding) -> str:
    """What happened, and to what, in Terraform's signs."""
    sign = {"changed": "~", "deleted": "-", "added": "+"}[finding.event.value]
    return f"{sign} {finding.attribute or 'the whole resource'} {finding.event.value}"


def _counted(resources: int) -> str:
    return f"{resources} resource{'' if resources == 1 else 's'}"

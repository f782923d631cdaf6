"""What the scan of the reference deployment says about each rule."""

from dataclasses import dataclass
from datetime import date

from scripts.commands.reference_deployment import reference_configurations
from scripts.commands.scan.exceptions import read_exceptions
from scripts.commands.scan.finding import Excepted, Finding, Result
from scripts.commands.scan.matrix.catalogue import Rule
from scripts.commands.scan.run import scan_configuration
from scripts.terraform.documents.configuration import Configuration

# Whether an exception has expired is a question for each scan, not for a document.
NO_DAY = date.min


@dataclass(frozen=True)
class Evidence:
    """A deployment in production and the stack of its Terraform state, both scanned."""

    scanned: tuple[tuple[Configuration, Result], ...]

    def resources(self, rule: Rule) -> dict[str, int]:
        """How many resources there are of each type that the rule concerns; without zeros."""
        counts: dict[str, int] = {}
        for configuration, _ in self.scanned:
            for resource in configuration.of(*rule.types):
                counts[resource.type] = counts.get(resource.type, 0) + 1
        return counts

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

"""What a scan finds, and what it has looked at."""

from dataclasses import dataclass, field

from scripts.commands.scan.unjudged import Unjudged
from scripts.terraform.documents.component import Components

CHECKOV, OWN, EXCEPTIONS = "checkov", "openemr", "exceptions"


@dataclass(frozen=True, order=True)
class Finding:
    """One check that failed at one Terraform address."""

    check: str
    address: str
    reason: str
    title: str = field(compare=False)
    source: str = field(compare=False)


@dataclass(frozen=True)
class Excepted:
    """A finding that an exception accepts, and why."""

    finding: Finding
    reason: str
    owner: str
    review: str


@dataclass(frozen=True)
class Result:
    """The outcome of the scan of one configuration.

    passed: check id -> addresses at which Checkov's check passed.
    policies: ids of the project's own policies that were asked.
    unjudged: attributes that a plan keeps from every check.
    values: by which values it was judged; see settings_at_hand.
    """

    name: str
    environment: str
    resources: int
    passed: dict[str, tuple[str, ...]]
    policies: tuple[str, ...]
    findings: tuple[Finding, ...]
    excepted: tuple[Excepted, ...]
    unjudged: tuple[Unjudged, ...] = ()
    values: str = ""
    components: Components = field(default_factory=Components)

    @property
    def exceptions(self) -> int:
        """How many exceptions were used; one may accept the same finding at several resources."""
        return len({(each.finding.check, each.reason) for each in self.excepted})

    @property
    def checks(self) -> int:
        """How many verdicts there are."""
        verdicts = sum(map(len, self.passed.values())) + len(self.policies)
        return verdicts + len(self.findings) + len(self.excepted)

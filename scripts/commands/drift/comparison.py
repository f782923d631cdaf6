"""The comparison of a deployment's state with its resources in AWS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from scripts.aws.account import AwsAccount
from scripts.commands.drift import running, unmanaged
from scripts.commands.drift.coverage import Coverage
from scripts.commands.drift.differing import find_differing
from scripts.commands.drift.finding import Finding, Outlook, Severity
from scripts.commands.drift.history import Ages
from scripts.commands.drift.ignored import Entry, sort_out
from scripts.commands.drift.reading import read_all
from scripts.commands.drift.refresh import Refreshed, Resources
from scripts.review import Plan, read_plan
from scripts.terraform.documents.component import Components

_BY_SERVICE = "Made by {}."


@dataclass(frozen=True)
class Comparison:
    """Result of a comparison.

    owned: what AWS's services changed or made by themselves, with the reason. remarks: on ignore
    list and plan.
    undeployed: addresses that the settings would change though AWS has not drifted there.
    missing: addresses that the configuration holds and the state does not, of `configured`.
    ages: when the differences were first seen.
    problems: what could not be compared; with any of them the result is unknown.
    """

    deployment: str
    environment: str
    resources: int
    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Entry], ...] = ()
    owned: tuple[tuple[Finding, str], ...] = ()
    remarks: tuple[str, ...] = ()
    undeployed: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    configured: int = 0
    missing: tuple[str, ...] = ()
    components: Components = field(default_factory=Components)
    ages: Ages = field(default_factory=Ages)

    @property
    def seen(self) -> tuple[Finding, ...]:
        """All differences whose age is kept, accepted ones too: an entry may expire."""
        return (*self.findings, *(each for each, _ in self.ignored))

    @property
    def counts(self) -> dict[str, int]:
        """Number of findings of each severity, worst first."""
        found = [each.severity for each in self.findings]
        return {each.value: found.count(each) for each in Severity}

    def failing(self, severity: Severity) -> list[Finding]:
        """The findings of this severity and worse, old ones left out if only new ones count."""
        found = [each for each in self.findings if each.severity.rank <= severity.rank]
        return [each for each in found if self.ages.since is None or self.ages.is_new(each)]


def nothing_compared(coverage: Coverage) -> Comparison:
    """The outcome for a state that holds nothing of the configuration."""
    return Comparison(
        deployment=coverage.deployment,
        environment="",
        resources=0,
        findings=(),
        problems=tuple(coverage.problems),
        configured=len(coverage.configured),
        missing=tuple(coverage.missing),
    )


def compare(
    refreshed: Refreshed,
    account: AwsAccount,
    entries: Sequence[Entry],
    today: date,
    coverage: Coverage,
) -> Comparison:
    """Compare, and list all differences, the most urgent first."""
    resources = Resources(refreshed.document, refreshed.left_out)
    plan = read_plan(refreshed.document)
    outlook = Outlook(plan.changes if refreshed.planned else None)
    differing = find_differing(plan, resources, outlook, coverage.components)
    beside, problems = read_all((*unmanaged.READS, *running.READS), resources, account)
    drifted = [each for each in beside if not each.owner]
    by_services = [(each, _BY_SERVICE.format(each.owner)) for each in beside if each.owner]
    findings = sorted((*differing.findings, *drifted), key=lambda each: each.order)
    outcome = sort_out(entries, coverage.deployment, findings, today)
    return Comparison(
        deployment=coverage.deployment,
        environment=plan.environment,
        resources=len(plan.existing),
        findings=outcome.findings,
        ignored=outcome.ignored,
        owned=tuple(sorted((*differing.owned, *by_services), key=lambda each: each[0].order)),
        remarks=(*refreshed.remarks, *outcome.remarks),
        undeployed=tuple(
            each
            for each in (_undeployed(plan, findings, resources) if refreshed.planned else ())
            if not coverage.is_in_doubt(each)
        ),
        problems=(*coverage.problems, *problems),
        configured=len(coverage.configured),
        missing=tuple(coverage.missing),
        components=coverage.components,
    )


def _undeployed(plan: Plan, findings: Sequence[Finding], resources: Resources) -> tuple[str, ...]:
    """Planned changes without drift, except effects of drift, which are known after apply."""
    others = {each.address for each in findings} | {each.address for each in resources.left_out}
    return tuple(
        each.address
        for each in plan.changes
        if each.action not in ("no-op", "read")
        and each.address not in others
        and (not each.still_exists or any(not one.unknown for one in each.differences))
    )

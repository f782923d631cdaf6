"""A report as text: the result on standard output, what failed on standard error."""

from collections.abc import Iterator

from scripts.commands.api_test.report import FAILED, PASSED, SKIPPED, Flow, Report


def result_text(report: Report) -> str:
    """One line for each flow, then what remains at OpenEMR."""
    deployment = f" (deployment {report.deployment})" if report.deployment else ""
    interrupted = f", interrupted ({report.interrupted})" if report.interrupted else ""
    lines = [f"APIs of {report.url}{deployment}{interrupted}"]
    lines += [
        f"  {flow.name:<20} {flow.status:<8} {_about(flow)}".rstrip() for flow in report.flows
    ]
    lines += [f"  Warning: {warning}" for warning in report.warnings]
    if report.remnants:
        lines += ["", "Remains at OpenEMR"]
        lines += [f"  {each.what} {each.id}: {each.how}" for each in report.remnants]
    return report.hidden.clean("\n".join(lines))


def failure_text(report: Report) -> str:
    """What failed and what to do about it; empty if nothing failed."""
    return report.hidden.clean("\n\n".join(_failures(report)))


def _failures(report: Report) -> Iterator[str]:
    for flow in report.flows:
        if flow.failure:
            at = next((check.name for check in flow.checks if check.status == FAILED), "start")
            yield (
                f"{flow.name} failed at {at} ({flow.failure.kind.value}):\n"
                f"{flow.failure.happened}\n{flow.failure.remedy}"
            )


def _about(flow: Flow) -> str:
    if flow.failure:
        return flow.failure.kind.value
    if flow.status == SKIPPED:
        return flow.skipped_because
    passed = sum(check.status == PASSED for check in flow.checks)
    others = [f"{check.name} skipped" for check in flow.checks if check.status == SKIPPED]
    return ", ".join([f"{passed} checks", *others])

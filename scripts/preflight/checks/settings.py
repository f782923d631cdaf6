"""Settings: invalid ones, and valid ones that are probably not intended."""

from collections.abc import Iterator

from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.project import ROOT
from scripts.terraform.synthesis import SynthesisError, deployment_of
from stacks.settings import SettingsError, read_settings


def settings(subject: Subject) -> Iterator[Finding]:
    """Every invalid setting, then valid ones that are probably not intended."""
    try:
        read_settings(ROOT / "cdktf.json")
    except SettingsError as wrong:
        for mistake in wrong.problems:
            place, _, text = mistake.partition(": ")
            yield problem(place, text or mistake, f"edit cdktf.json: {place}")
        return
    try:
        warnings = subject.stack.warnings
    except SynthesisError as failed:
        yield problem("cdktf.json", str(failed).strip(), "openemr synth shows the same")
        return
    yield ok("cdktf.json", f"{subject.name}: {subject.settings.environment}, synthesizes")
    for text in warnings:
        yield warning(
            "cdktf.json", text, f"edit deployments.{deployment_of(subject.name)} in cdktf.json"
        )
    yield from _left_open(subject)


def _left_open(subject: Subject) -> Iterator[Finding]:
    chosen = subject.settings
    if not chosen.client_cidrs and not subject.holds_copies:
        fix = _setting(subject, "security_group_ip_range")
        yield warning("Clients", "no client network is allowed: OpenEMR is unreachable", fix)
    if not chosen.is_production:
        return
    if chosen.account_id is None:
        fix = _setting(subject, "account_id")
        yield warning("Account", "no account is set: the credentials alone decide", fix)
    if subject.remote_state is None:
        fix = 'context.remote_state = {"bucket": "..."}, then openemr state bootstrap'
        yield warning("State", "a local file, which only one person has and nothing locks", fix)


def _setting(subject: Subject, path: str) -> str:
    return f"set deployments.{deployment_of(subject.name)}.{path} in cdktf.json"

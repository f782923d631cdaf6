"""What `openemr permissions` prints: a summary for people, or JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from scripts.permissions.policies import LONGEST, PATH, Policy
from scripts.permissions.service_control_policies import Refusal, Verdict
from scripts.permissions.target import Target
from scripts.permissions.task import COMMANDS, Task


@dataclass
class Report:
    """boundary: of its roles; None for a stack without any, such as that of copies.

    refusals: what the organization's policies refuse; None if nobody asked.
    """

    target: Target
    policies: Sequence[Policy]
    boundary: Policy | None
    refusals: Sequence[Refusal] | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether the settings give every role this boundary."""
        own = self.boundary.arn(self.target.account) if self.boundary else None
        return self.target.boundary == own


def as_data(report: Report) -> dict[str, Any]:
    """JSON types only."""
    return {
        "deployment": report.target.name,
        "account": report.target.account,
        "region": report.target.region,
        "policies": [
            {"task": each.task, "commands": COMMANDS[Task(each.task)], **_described(report, each)}
            for each in report.policies
        ],
        "permissions_boundary": report.boundary
        and _described(report, report.boundary) | {"in_settings": report.is_bounded},
        "scp": None if report.refusals is None else [_refused(each) for each in report.refusals],
    }


def _described(report: Report, policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "path": PATH,
        "arn": policy.arn(report.target.account),
        "characters": policy.size,
        "document": policy.document,
    }


def _refused(each: Refusal) -> dict[str, Any]:
    return {
        "task": each.task.value,
        "action": each.action,
        "verdict": each.verdict.value,
        "effect": each.effect or None,
    }


def print_report(report: Report, written: Path | None, console: Console) -> None:
    """Each policy with its size, then the boundary, then what an organization refuses."""
    target = report.target
    console.print(f"[bold]{target.name}[/bold] in {target.account}, {target.region}\n")
    for task, commands in COMMANDS.items():
        console.print(f"[bold]{task.value}[/bold]  {escape(commands)}", soft_wrap=True)
        for each in report.policies:
            if each.task == task:
                _print_policy(each, console)
    if report.boundary:
        _print_boundary(report, report.boundary, console)
    if written:
        console.print(f"\nWritten: {written}. An administrator applies it with Terraform.")
    else:
        console.print("\nThe documents: --json, or --terraform-file FILE for an administrator.")
    if report.refusals is not None:
        _print_refusals(report.refusals, console)


def _print_boundary(report: Report, boundary: Policy, console: Console) -> None:
    console.print("[bold]boundary[/bold]  the most that a role of the deployment may do")
    _print_policy(boundary, console)
    if not report.is_bounded:
        target = report.target
        arn = boundary.arn(target.account)
        setting = f'deployments.{target.name}.permissions_boundary: "{arn}"'
        console.print(f"  Not in use. Create the policy, then set {setting}", soft_wrap=True)


def _print_policy(policy: Policy, console: Console) -> None:
    statements = policy.document["Statement"]
    listed = [each["Action"] for each in statements]
    actions = {a for each in listed for a in ([each] if isinstance(each, str) else each)}
    size = f"{policy.size} of {LONGEST} characters"
    console.print(f"  {policy.name}: {len(actions)} actions, {size}", soft_wrap=True)


_STYLES = {Verdict.DENIED: "bold red", Verdict.MAYBE: "yellow"}


def _print_refusals(refusals: Sequence[Refusal], console: Console) -> None:
    console.print("\n[bold]Service control policies[/bold]")
    for each in refusals:
        style = "yellow" if each.effect else _STYLES[each.verdict]
        effect = f": {each.effect}" if each.effect else ""
        said = escape(f"{each.task.value}: {each.action} {_word(each)}{effect}")
        console.print(f"  [{style}]{said}[/{style}]", soft_wrap=True)
    if not refusals:
        console.print("  refuse nothing that is needed")


def _word(each: Refusal) -> str:
    if each.verdict is Verdict.MAYBE:
        return "may be denied: it depends on a condition or resource of the policy"
    return "is denied"

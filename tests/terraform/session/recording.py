"""A session at the command line as text: what was typed, what it printed, how it ended."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from subprocess import CompletedProcess

from tests.terraform.checkout import Checkout

# What is another at each recording and tells nobody anything.
_VARYING = [
    (re.compile(r"http://127\.0\.0\.1:\d+"), "http://127.0.0.1:4566"),
    (re.compile(r"/[^\s'\"]*/checkout\b"), "/home/operator/checkout"),
    (re.compile(r"plan\.\d+\.tfplan"), "plan.4711.tfplan"),
    (re.compile(r"from the mirror \S+"), "from the mirror /usr/share/terraform/plugins"),
    (re.compile(r"AWS CLI: .*"), "AWS CLI: /usr/local/bin/aws"),
    (re.compile(r"\(/\S*/(terraform|tofu)\)"), r"(/usr/local/bin/\1)"),
]
_WIDTH = "100"


@dataclass
class Recording:
    """Runs commands in a checkout and writes down each; `text` is Markdown."""

    checkout: Checkout
    parts: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        """A sentence between commands."""
        self.parts.append(words)

    def happen(self, words: str, event: Callable[[], object]) -> None:
        """Something that nobody typed here, such as a change in AWS's console."""
        event()
        self.parts.append(f"*{words}*")

    def run(self, *arguments: str, ends_with: int) -> "CompletedProcess[str]":
        """`openemr ARGUMENTS`, which must end with that exit code."""
        answer = self.checkout.openemr(*arguments, COLUMNS=_WIDTH)
        printed = f"{answer.stderr.rstrip()}\n{answer.stdout.rstrip()}".strip()
        assert answer.returncode == ends_with, f"{arguments}: {answer.returncode}\n{printed}"
        shown = [f"$ openemr {shlex.join(arguments)}", _steady(printed)]
        self.parts.append("```\n" + "\n".join(shown) + f"\n[exit code {ends_with}]\n```")
        return answer

    @property
    def text(self) -> str:
        """All of it."""
        return "\n\n".join(self.parts) + "\n"


def _steady(printed: str) -> str:
    for pattern, instead in _VARYING:
        printed = pattern.sub(instead, printed)
    return "\n".join(line.rstrip() for line in printed.splitlines())

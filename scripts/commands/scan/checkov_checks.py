"""Checkov's own checks, run by a process in Checkov's environment and without a network."""

import atexit
import json
import subprocess
import tempfile
from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple, TextIO, cast

from scripts.commands.scan.documents import policy_attributes
from scripts.commands.scan.finding import CHECKOV, Finding
from scripts.commands.scan.unjudged import unjudged
from scripts.project import ROOT, TOOLS
from scripts.resources.facets.policies import PolicyKind
from scripts.terraform.documents.configuration import Configuration

PYTHON = TOOLS / "checkov" / "bin" / "python"
# Read the lifecycle block, which a plan does not hold.
NOT_ON_PLANS = {"CKV_AWS_233"}
_COMMAND = ["-E", "-W", "ignore", "-m", "scripts.commands.scan.checkov_process"]
_LOG_TAIL_LINES = 10


class CheckovError(RuntimeError):
    """Checkov is not installed, or its process broke down."""


class Verdicts(NamedTuple):
    """Findings, and for each check the addresses at which it passed."""

    findings: list[Finding]
    passed: dict[str, tuple[str, ...]]


def start() -> None:
    """Let Checkov load, which takes seconds, while other work is done. Raises CheckovError."""
    _process()


def check(configuration: Configuration, only: Collection[str] = ()) -> Verdicts:
    """Run all of Checkov's Terraform checks, or `only` those of these ids. Raises CheckovError."""
    reply = _process().ask(_request(configuration, only))
    findings: list[Finding] = []
    passed: dict[str, list[str]] = {}
    for id_, address, has_passed, reason, title in reply["verdicts"]:
        if configuration.planned and id_ in NOT_ON_PLANS:
            continue
        if has_passed:
            passed.setdefault(id_, []).append(address)
        else:
            findings.append(Finding(id_, address, reason, title, CHECKOV))
    return Verdicts(findings, {id_: tuple(sorted(passed[id_])) for id_ in sorted(passed)})


def _request(configuration: Configuration, only: Collection[str]) -> dict[str, Any]:
    """What the process reads.

    resource, data: type -> name -> attributes. provider: the blocks of the AWS provider.
    only: ids of checks; empty for all. policies: type -> the attribute that holds its policy.
    hidden: address and attribute of what a plan keeps from checks; to pass there means nothing.
    """
    request: dict[str, Any] = {
        "resource": {},
        "data": {},
        "provider": configuration.provider,
        "only": sorted(only),
        "policies": policy_attributes(PolicyKind.IDENTITY, PolicyKind.RESOURCE),
        "hidden": [(each.address, each.attribute) for each in unjudged(configuration)],
    }
    for resource in configuration.resources:
        block = request["data" if resource.mode == "data" else "resource"]
        block.setdefault(resource.type, {})[resource.name] = resource.attributes
    return request


class _Process:
    """Checkov, loaded once for all configurations. It also ends when this process does."""

    def __init__(self) -> None:
        if not PYTHON.is_file():
            raise CheckovError(f"Checkov is not installed ({PYTHON}). Run scripts/setup.")
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(
            [PYTHON, *_COMMAND],
            cwd=ROOT,
            env={"GIT_PYTHON_REFRESH": "quiet"},  # no options and credentials of the caller's
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            start_new_session=True,  # Ctrl-C reaches this process, whose end closes its input
        )
        self._pipes = cast("tuple[TextIO, TextIO]", (self._process.stdin, self._process.stdout))
        atexit.register(self.stop)

    def ask(self, request: dict[str, Any]) -> Any:
        """The reply to one request; raise CheckovError if there is none."""
        requests, replies = self._pipes
        try:
            requests.write(json.dumps(request) + "\n")
            requests.flush()
            line = replies.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise CheckovError(f"Checkov ended by itself:\n{self._end_of_log()}")
        reply = json.loads(line)
        if "error" in reply:
            raise CheckovError(f"Checkov failed: {reply['error']}")
        return reply

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.communicate()
        self._log.close()

    def _end_of_log(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").splitlines()
        return "\n".join(lines[-_LOG_TAIL_LINES:])


@cache
def _process() -> _Process:
    return _Process()

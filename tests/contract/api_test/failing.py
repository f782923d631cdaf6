"""One way for a run to fail, and what the user must be told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scripts.commands.api_test.failures import Kind
from tests.contract.api_test.double.server import Double
from tests.contract.api_test.run_command import Outcome

DISCOVERY, CODE, SYSTEM = "discovery", "authorization-code", "client-credentials"


@dataclass(frozen=True)
class Case:
    """behaviour: the stand-in's. person: differences of the person, made from the stand-in.

    says: parts of what happened; advises: parts of the remedy.
    """

    kind: Kind
    flow: str
    says: Sequence[str]
    advises: Sequence[str]
    behaviour: Mapping[str, Any] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    person: Callable[[Double], dict[str, Any]] | None = None
    run: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.kind.id


def assert_told(outcome: Outcome, case: Case) -> None:
    """The flow failed by this kind, and its message and remedy are those of the case."""
    assert outcome.code == 1, outcome.stderr
    assert outcome.kinds().get(case.flow) == case.kind.id, outcome.stderr
    failure = outcome.flow(case.flow)["failure"]
    assert [part for part in case.says if part not in failure["message"]] == [], failure
    assert [part for part in case.advises if part not in failure["remedy"]] == [], failure
    assert f"({case.kind.id}):\n{failure['message']}\n{failure['remedy']}" in outcome.stderr
    assert not outcome.report["ok"]
    assert "Traceback" not in outcome.stderr


def flows(case: Case) -> list[str]:
    """Only the flow that is to fail, to be quick."""
    return [] if case.flow == DISCOVERY else ["--flow", case.flow]

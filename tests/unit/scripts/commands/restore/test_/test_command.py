"""`openemr restore test` as it is called: what it asks, refuses, records and cleans up after.

Copies come from an account with written answers; phases that need Terraform are noted, not run.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scripts.aws.account import AwsError
from scripts.cli import consent
from scripts.cli.interruption import Interrupted
from scripts.commands.app import app
from scripts.commands.restore import options, plan
from scripts.commands.restore.check_task import PairRefusedError, Verdict
from scripts.commands.restore.job import Options
from scripts.commands.restore.test_ import command
from scripts.commands.restore.test_.job import RestoreTest
from scripts.commands.restore.test_.record import Record
from stacks.pairs import Color
from stacks.settings.stores import StoresSettings
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.commands.restore.releases import CONFIGURATION, RELEASES, Now, definition
from tests.unit.scripts.inventory.copies.account import JOB, POINT, answers, scope_of

TESTED = {
    "serving": "blue",
    "standby": "testing",
    "green_database": JOB,
    "green_files": POINT,
}
FACTS = {"release": "8.2.0", "patient_data": "1250", "administrator": "admin", "later": "a name"}
ALL = ["record began", "files", "database", "check", "record ended", "destroy", "record destroyed"]


@dataclass
class Deployment:
    """A deployment's settings and record, what was done, and what its phases raise or find."""

    stores: dict[str, Any] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    fails: dict[str, BaseException] = field(default_factory=dict)
    verdict: Verdict = field(default_factory=lambda: Verdict(FACTS))

    def note(self, what: str) -> None:
        self.done.append(what)
        if what in self.fails:
            raise self.fails[what]


@dataclass
class NotedEvidence:
    deployment: Deployment
    group: str = "/openemr/clinic/restoretests"

    def write(self, record: Record) -> None:
        self.deployment.note(f"record {record.state}")
        # As they arrive: JSON and nothing else.
        self.deployment.records.append(Record(json.loads(json.dumps(record.data))))


class NotedTest(RestoreTest):
    """A test whose phases are noted."""

    def __init__(self, chosen: Options, deployment: Deployment, account: ScriptedAccount) -> None:
        super().__init__(chosen)
        self.deployment, self.account = deployment, account
        self.evidence: Any = NotedEvidence(deployment)

    @property
    def stores(self) -> StoresSettings:
        return StoresSettings.model_validate(self.deployment.stores)

    def survey(self) -> Record | None:
        last = next(reversed(self.deployment.records), None)
        return last if last and last.is_open else None

    def begin_test(self, prospect: Any) -> Record:
        record = self._recorded(prospect, self.account, prospect.settings)
        self.evidence.write(record)
        self.deployment.stores = prospect.settings
        return record

    def _fill(self, color: Color) -> None:
        assert color == "green"
        self.deployment.note("files")

    def _create(self, color: Color, *, is_new: bool) -> None:
        assert (color, is_new) == ("green", False)
        self.deployment.note("database")

    def _check(self, color: Color) -> Verdict:
        assert color == "green"
        self.deployment.note("check")
        return self.deployment.verdict

    def _destroy(self, record: Record, color: Color) -> None:
        assert (color, record.state) == ("green", "ended")
        self.deployment.note("destroy")
        self.deployment.stores = {}

    def _write(self, stores: Any) -> None:
        self.deployment.stores = dict(stores)

    def _settings_copy(self, record: Record) -> Any:
        assert record.is_open
        return self

    def switch(self, color: Color) -> None:
        raise AssertionError(f"a test cuts over to {color}")

    def take(self) -> None:
        """No file is changed."""


@pytest.fixture
def deployment() -> Deployment:
    return Deployment()


Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, deployment: Deployment) -> Call:
    """`openemr restore test clinic ...`; typed: what is answered, None: nobody can answer."""

    def invoke(*arguments: str, typed: str | None = None, **told: Any) -> Result:
        account = ScriptedAccount(answers(**{**RELEASES, **told}))
        scope = scope_of(account, CONFIGURATION)
        monkeypatch.setattr(options, "_scope", lambda *_: scope)
        monkeypatch.setattr(options, "datetime", Now)
        for module in (plan, command):
            monkeypatch.setattr(module, "openemr_version", lambda _: "8.2.0")
        monkeypatch.setattr(command, "choose_deployment", lambda name: name or "clinic")
        monkeypatch.setattr(
            command, "RestoreTest", lambda chosen: NotedTest(chosen, deployment, account)
        )
        if typed is not None:
            monkeypatch.setattr(consent, "_can_answer", lambda: True)
        return CliRunner().invoke(app, ["restore", "test", "clinic", *arguments], input=typed)

    return invoke


# --- A whole test --------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "typed"), [(("--yes",), None), ((), "yes\n")])
def test_a_pair_is_restored_checked_and_destroyed(
    call: Call, deployment: Deployment, given: tuple[str, ...], typed: str | None
):
    answer = call(*given, typed=typed)
    assert answer.exit_code == 0, answer.output
    assert deployment.done == ALL
    assert "passed." in answer.stdout
    assert "  patient data: 1250" in answer.stdout


def test_the_record_has_everything_an_auditor_asks_for_and_names_nobody(call: Call):
    answer = call("--yes", "--json")
    told = json.loads(answer.stdout)
    assert told.pop("phases").keys() == {"files", "database", "check"}
    assert {"test", "began", "time", "seconds", "pair"} <= told.keys()
    for each in ("test", "began", "time", "seconds", "pair"):
        told.pop(each)
    assert told == {
        "event": "restore_test",
        "version": 1,
        "state": "destroyed",
        "verdict": "passed",
        "deployment": "clinic",
        "region": "us-west-2",
        "account": "123456789012",
        "by": "arn:aws:iam::1:user/x",
        "openemr": "8.2.0",
        "gap_seconds": 120,
        "database": {
            "arn": JOB,
            "moment": "2026-11-30T05:07:00Z",
            "of": "openemr-clinic-database",
            "source": "vault",
        },
        "files": {
            "arn": POINT,
            "moment": "2026-11-30T05:09:00Z",
            "of": "fs-0123456789abcdef0",
            "source": "vault",
        },
        "stores": TESTED,
        "facts": {"release": "8.2.0", "patient_data": "1250"},
    }


def test_a_pair_that_no_task_judged_does_not_count(call: Call, deployment: Deployment):
    deployment.verdict = Verdict(judged=False)
    answer = call("--yes")
    assert answer.exit_code == 1
    assert deployment.done == ALL
    assert deployment.records[-1].verdict == "not judged"
    assert "it does not count" in answer.stdout


@pytest.mark.parametrize("phase", ["files", "database", "check"])
def test_a_failed_test_is_recorded_and_destroyed_all_the_same(
    call: Call, deployment: Deployment, phase: str
):
    deployment.fails = {phase: PairRefusedError("Not accepted:\n  document 7 of Jane Doe")}
    answer = call("--yes", "--json")
    assert answer.exit_code == 1
    assert deployment.done[-3:] == ALL[-3:]
    told = json.loads(answer.stdout)
    assert (told["verdict"], told["failed_in"], told["why"]) == ("failed", phase, "Not accepted:")
    assert "Jane Doe" not in json.dumps([each.data for each in deployment.records])
    assert f"failed in its phase {phase}" in answer.stderr


def test_a_kept_pair_is_destroyed_by_the_next_call(call: Call, deployment: Deployment):
    assert call("--yes", "--keep").exit_code == 0
    assert (deployment.done, deployment.stores) == (ALL[:-2], TESTED)
    assert call("--yes").exit_code == 0
    assert (deployment.done, deployment.stores) == (ALL, {})


# --- Interruptions -------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ALL)
def test_interrupted_at_any_step_the_same_command_goes_on(
    call: Call, deployment: Deployment, step: str
):
    deployment.fails = {step: Interrupted(2)}
    answer = call("--yes")
    assert answer.exit_code == 130
    assert "To go on and clean up: openemr restore test clinic." in answer.stderr
    deployment.fails = {}
    ended = call("--yes")
    assert ended.exit_code == 0, ended.output
    assert [each.state for each in deployment.records] == ["began", "ended", "destroyed"]
    assert len({each.id for each in deployment.records}) == 1
    assert deployment.stores == {}


def test_what_cannot_be_recorded_is_not_over(call: Call, deployment: Deployment):
    deployment.fails = {"record ended": AwsError("expired")}
    assert call("--yes").exit_code == 1
    assert "destroy" not in deployment.done
    deployment.fails = {}
    assert call("--yes").exit_code == 0
    assert deployment.stores == {}


@pytest.mark.parametrize("which", [("--at", "2026-11-30T08:00Z"), ("--pair", "abcdef")])
def test_another_pair_is_refused_while_a_test_is_unfinished(
    call: Call, deployment: Deployment, which: tuple[str, str]
):
    deployment.fails = {"check": Interrupted(2)}
    call("--yes")
    before = list(deployment.done)
    answer = call("--yes", *which)
    assert answer.exit_code == 1
    assert "is not at its end. It goes on without --pair and --at" in answer.stderr
    assert deployment.done == before


# --- Consent and refusals ------------------------------------------------------------------------


def test_without_interactive_input_nothing_happens(call: Call, deployment: Deployment):
    answer = call()
    assert answer.exit_code == 2
    assert "Use --yes." in answer.stderr
    assert deployment.done == []


@pytest.mark.parametrize("typed", ["no\n", "\n", "clinic\n"])
def test_another_answer_changes_nothing(call: Call, deployment: Deployment, typed: str):
    answer = call(typed=typed)
    assert answer.exit_code == 3
    assert "Nothing was changed. The answer was not yes." in answer.stderr
    assert deployment.done == []


def test_what_cannot_be_restored_is_not_begun(call: Call, deployment: Deployment):
    told = {"DescribeTaskDefinition": [definition("openemr/openemr:8.3.0-2026-08-30")]}
    answer = call("--yes", **told)
    assert answer.exit_code == 1
    assert "Nothing was changed. This cannot be restored:" in answer.stderr
    assert deployment.done == []

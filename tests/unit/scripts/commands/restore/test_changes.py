"""`openemr restore run`, `undo` and `discard` as they are called: what they ask, refuse and begin.

Copies come from an account with written answers; phases that need Terraform are noted, not run.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from scripts.cli import consent
from scripts.cli.interruption import Interrupted
from scripts.commands.app import app
from scripts.commands.restore import discard, options, plan, run, undo
from scripts.commands.restore.configurations import unfinished
from scripts.commands.restore.cut_over import CutOver
from scripts.commands.restore.files_job import FilesNotRestoredError
from scripts.commands.restore.job import Options, Restore
from scripts.commands.restore.undo_period import UndoPeriod
from stacks.pairs import Color
from stacks.settings.stores import StoresSettings
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.commands.restore.releases import CONFIGURATION, RELEASES, Now, definition
from tests.unit.scripts.inventory.copies.account import NOW, POINT, RESOURCE, answers, scope_of
from tests.unit.stacks.settings.mistakes.stores import GREEN

AT = ("--at", "2026-11-30T03:00:30-05:00")
STANDBY = {**GREEN, "standby": "restoring"}
KEPT = {**GREEN, "standby": "kept", "serving": "green"}
BEGUN = {
    "serving": "blue",
    "standby": "restoring",
    "green_database": f"{RESOURCE}@2026-11-30T08:00:30Z",
    "green_files": POINT,
}


@dataclass
class Deployment:
    """A deployment's settings, what was done to it, and what its phases raise."""

    stores: dict[str, Any] = field(default_factory=dict)
    done: list[tuple[str, Any]] = field(default_factory=list)
    fails: BaseException | None = None
    consented: bool | None = None
    cut_over: CutOver | None = None

    def note(self, what: str, value: Any) -> None:
        self.done.append((what, value))
        if self.fails:
            raise self.fails


class NotedRestore(Restore):
    """A restore whose phases are noted; what is due follows from the settings as usual."""

    def __init__(self, chosen: Options, deployment: Deployment) -> None:
        super().__init__(chosen)
        self.deployment = deployment
        deployment.consented = chosen.consented

    @property
    def stores(self) -> StoresSettings:
        return StoresSettings.model_validate(self.deployment.stores)

    def unfinished(self) -> Color | None:
        return unfinished(self.stores, has_service=True)

    def begin(self, stores: Any) -> None:
        self.deployment.stores |= stores
        self.deployment.done.append(("begin", stores))

    def run(self, color: Color) -> None:
        self.result.color, self.result.phase = color, "files"
        self.deployment.note("run", color)
        self.deployment.stores |= {"standby": "kept", "serving": color}
        self.result.facts, self.result.checked = {"patient_data": "1250"}, True
        self.result.phase, self.result.outcome = "done", "restored"

    def cut_over(self) -> CutOver | None:
        return self.deployment.cut_over

    def discarded(self) -> tuple[Color, UndoPeriod | None]:
        stores, found = self.demand_two_pairs(), self.deployment.cut_over
        return stores.other, found.period if found else None

    def switch(self, color: Color) -> None:
        self.deployment.note("switch", color)

    def discard(self, color: Color) -> None:
        self.deployment.note("discard", color)


@pytest.fixture
def deployment() -> Deployment:
    return Deployment()


Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, deployment: Deployment) -> Call:
    """`openemr restore VERB clinic ...`; typed: what is answered, None: nobody can answer."""

    def invoke(verb: str, *arguments: str, typed: str | None = None, **told: Any) -> Result:
        account = ScriptedAccount(answers(**{**RELEASES, **told}))
        scope = scope_of(account, CONFIGURATION)
        monkeypatch.setattr(options, "_scope", lambda *_: scope)
        monkeypatch.setattr(options, "datetime", Now)
        monkeypatch.setattr(plan, "openemr_version", lambda _: "8.2.0")
        for module in (run, undo, discard):
            monkeypatch.setattr(module, "choose_deployment", lambda name: name or "clinic")
            monkeypatch.setattr(module, "Restore", lambda chosen: NotedRestore(chosen, deployment))
        if typed is not None:
            monkeypatch.setattr(consent, "_can_answer", lambda: True)
        return CliRunner().invoke(app, ["restore", verb, *arguments], input=typed)

    return invoke


def cut_over(used: Color | None = "green", *, stopped: bool = False, days: float = 1) -> CutOver:
    """Of blue to green, so many days ago."""
    period = UndoPeriod("blue", NOW - timedelta(days=days), NOW)
    return CutOver("green", used, stopped, period)


# --- Consent -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "stores", "instead"),
    [
        ("run", {}, "Use --yes."),
        ("run", STANDBY, "Use --yes."),
        ("undo", KEPT, "Use --yes."),
        ("discard", KEPT, "Give --confirm clinic."),
    ],
)
def test_without_interactive_input_nothing_happens(
    call: Call, deployment: Deployment, verb: str, stores: dict[str, Any], instead: str
):
    deployment.stores = dict(stores)
    answer = call(verb, "clinic")
    assert answer.exit_code == 2
    assert "Standard input is not interactive" in answer.stderr
    assert instead in answer.stderr
    assert deployment.done == []


@pytest.mark.parametrize(
    ("verb", "arguments", "stores", "question"),
    [
        ("run", AT, {}, "Restore clinic like this? Type yes: "),
        ("undo", (), KEPT, "Let clinic use blue instead of green? Type yes: "),
        ("discard", (), KEPT, "Destroy database and files blue of clinic? Type its name: "),
    ],
)
@pytest.mark.parametrize("typed", ["no\n", "\n", "other\n"])
def test_another_answer_changes_nothing(
    call: Call,
    deployment: Deployment,
    verb: str,
    arguments: tuple[str, ...],
    stores: dict[str, Any],
    question: str,
    typed: str,
):
    deployment.stores = dict(stores)
    answer = call(verb, "clinic", *arguments, typed=typed)
    assert answer.exit_code == 3, answer.output
    assert question in answer.stderr
    assert "Nothing was changed." in answer.stderr
    assert (deployment.done, deployment.stores) == ([], stores)


# --- Run -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "typed"), [(("--yes",), None), ((), "yes\n")])
def test_a_restore_writes_the_settings_of_the_plan_and_runs(
    call: Call, deployment: Deployment, given: tuple[str, ...], typed: str | None
):
    deployment.cut_over = cut_over()
    answer = call("run", "clinic", *AT, *given, typed=typed)
    assert answer.exit_code == 0, answer.output
    assert deployment.done == [("begin", BEGUN), ("run", "green")]
    assert deployment.consented is bool(given)
    assert "Database  as of 2026-11-30 08:00:30 UTC" in answer.stdout
    assert "clinic: OpenEMR uses database and files green." in answer.stdout
    assert "  patient data: 1250" in answer.stdout
    assert "openemr restore undo clinic" in answer.stdout


def test_the_result_as_json_is_all_of_standard_output(call: Call):
    answer = call("run", "clinic", *AT, "--yes", "--json")
    assert json.loads(answer.stdout) == {
        "deployment": "clinic",
        "color": "green",
        "phase": "done",
        "outcome": "restored",
        "facts": {"patient_data": "1250"},
        "checked": True,
        "undo_until": None,
    }


def test_a_restore_that_fails_exits_with_1_and_tells_the_phase(call: Call, deployment: Deployment):
    deployment.fails = FilesNotRestoredError("Restore job x ended as FAILED: no key.")
    answer = call("run", "clinic", *AT, "--yes", "--json")
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)
    assert (told["phase"], told["outcome"], told["checked"]) == ("files", "stopped", None)
    assert answer.stderr.endswith("ended as FAILED: no key.\n")


def test_an_unfinished_restore_goes_on_without_a_question(call: Call, deployment: Deployment):
    deployment.stores = dict(STANDBY)
    answer = call("run", "clinic", "--yes")
    assert answer.exit_code == 0, answer.output
    assert deployment.done == [("run", "green")]


@pytest.mark.parametrize("which", [AT, ("--pair", "abcdef")])
def test_another_pair_is_refused_while_a_restore_is_unfinished(
    call: Call, deployment: Deployment, which: tuple[str, str]
):
    deployment.stores = dict(STANDBY)
    answer = call("run", "clinic", *which, "--yes")
    assert answer.exit_code == 1
    assert (
        f"A restore of clinic is unfinished: green, from {GREEN['green_database']} and "
        f"{GREEN['green_files']}. It goes on without --pair and --at: openemr restore run clinic; "
        "or end it by openemr restore discard clinic."
    ) in answer.stderr
    assert (deployment.done, deployment.stores) == ([], STANDBY)


def test_a_cut_over_that_was_interrupted_is_repeated(call: Call, deployment: Deployment):
    deployment.stores = dict(KEPT)
    answer = call("run", "clinic", "--yes", "--json")
    assert answer.exit_code == 0, answer.output
    assert deployment.done == [("switch", "green")]
    assert json.loads(answer.stdout)["checked"] is None


def test_without_an_unfinished_restore_a_pair_must_be_named(call: Call, deployment: Deployment):
    answer = call("run", "clinic", "--yes")
    assert answer.exit_code == 2
    assert "received: neither" in answer.stderr
    assert deployment.done == []


@pytest.mark.parametrize("release", [(), ("--release", "8.1.0")])
def test_an_unknown_release_demands_its_name_even_with_yes(
    call: Call, deployment: Deployment, release: tuple[str, ...]
):
    told = {"DescribeTaskDefinition": [definition("openemr/openemr:latest")]}
    answer = call("run", "clinic", *AT, "--yes", *release, **told)
    assert answer.exit_code == 3
    assert "Nothing was changed. Give --release 8.2.0 if that is right" in answer.stderr
    assert "the release of that moment is not known" in answer.stderr
    assert (deployment.done, deployment.stores) == ([], {})


def test_the_release_of_the_settings_is_accepted_by_its_name(call: Call, deployment: Deployment):
    told = {"DescribeTaskDefinition": [definition("openemr/openemr:latest")]}
    answer = call("run", "clinic", *AT, "--yes", "--release", "8.2.0", **told)
    assert answer.exit_code == 0, answer.output
    assert deployment.done == [("begin", BEGUN), ("run", "green")]


def test_another_release_than_the_known_one_is_refused(call: Call, deployment: Deployment):
    answer = call("run", "clinic", *AT, "--yes", "--release", "8.1.0")
    assert answer.exit_code == 2
    assert "--release 8.1.0: accepted: 8.2.0, which ran then. Nothing was changed." in " ".join(
        answer.stderr.split()
    )
    assert (deployment.done, deployment.stores) == ([], {})


def test_what_cannot_be_restored_is_not_begun(call: Call, deployment: Deployment):
    told = {"DescribeTaskDefinition": [definition("openemr/openemr:8.3.0-2026-08-30")]}
    answer = call("run", "clinic", *AT, "--yes", **told)
    assert answer.exit_code == 1
    assert "This cannot be restored:" in answer.stderr
    assert "older code does not read newer data" in answer.stderr
    assert deployment.done == []


def test_an_interruption_says_how_it_continues(call: Call, deployment: Deployment):
    deployment.fails = Interrupted(2)
    answer = call("run", "clinic", *AT, "--yes")
    assert answer.exit_code == 130
    assert "To go on: openemr restore run clinic." in answer.stderr


# --- Undo ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "typed"), [(("--yes",), None), ((), "yes\n")])
def test_undo_uses_the_pair_before(
    call: Call, deployment: Deployment, given: tuple[str, ...], typed: str | None
):
    deployment.stores = dict(KEPT)
    answer = call("undo", "clinic", *given, typed=typed)
    assert answer.exit_code == 0, answer.output
    assert deployment.done == [("switch", "blue")]
    assert "clinic uses blue again; green stays." in answer.stdout


def test_the_end_of_the_undo_is_told_by_all_that_may_want_it(call: Call, deployment: Deployment):
    deployment.stores, deployment.cut_over = dict(KEPT), cut_over()
    told = f"blue served until {NOW - timedelta(days=1):%Y-%m-%d %H:%M} UTC and is kept for an undo"
    until = f"until {NOW + timedelta(days=6):%Y-%m-%d %H:%M} UTC, 7 days."
    for command in (("run", "--yes"), ("undo", "--yes"), ("discard", "--confirm", "clinic")):
        answer = call(command[0], "clinic", *command[1:])
        assert answer.exit_code == 0, answer.output
        assert f"{told} {until}" in answer.stdout
    as_json = json.loads(call("run", "clinic", "--yes", "--json").stdout)
    assert as_json["undo_until"] == f"{NOW + timedelta(days=6):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    "interrupted", [cut_over("blue"), cut_over("green", stopped=True), cut_over(None, stopped=True)]
)
def test_an_interrupted_undo_goes_on_to_the_pair_of_the_settings(
    call: Call, deployment: Deployment, interrupted: CutOver
):
    deployment.stores, deployment.cut_over = dict(KEPT), interrupted
    answer = call("undo", "clinic", typed="yes\n")
    assert answer.exit_code == 0, answer.output
    assert "The change to green did not come to its end, and goes on." in answer.stdout
    assert "Let clinic use green instead of blue?" in answer.stderr
    assert deployment.done == [("switch", "green")]


def test_a_pair_that_never_served_cannot_be_undone(call: Call, deployment: Deployment):
    deployment.stores = dict(STANDBY)
    answer = call("undo", "clinic", "--yes")
    assert answer.exit_code == 1
    assert answer.stderr == (
        "green of clinic is being restored and never served: there is nothing to undo. To end the "
        "restore: openemr restore discard clinic.\n"
    )
    assert deployment.done == []


@pytest.mark.parametrize(
    ("verb", "given"), [("undo", ("--yes",)), ("discard", ("--confirm", "clinic"))]
)
def test_one_pair_is_neither_undone_nor_discarded(
    call: Call, deployment: Deployment, verb: str, given: tuple[str, ...]
):
    answer = call(verb, "clinic", *given)
    assert answer.exit_code == 2
    assert "clinic has no pair of database and files but blue" in answer.stderr
    assert deployment.done == []


# --- Discard -------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmed", ["other", "Clinic", "yes", ""])
def test_the_name_of_another_deployment_discards_nothing(
    call: Call, deployment: Deployment, confirmed: str
):
    deployment.stores = dict(KEPT)
    answer = call("discard", "clinic", "--confirm", confirmed)
    assert answer.exit_code == 2
    assert f"--confirm {confirmed}: accepted: clinic. Nothing was changed." in answer.stderr
    assert deployment.done == []


@pytest.mark.parametrize(("given", "typed"), [(("--confirm", "clinic"), None), ((), "clinic\n")])
@pytest.mark.parametrize(("stores", "color"), [(STANDBY, "green"), (KEPT, "blue")])
def test_the_pair_that_does_not_serve_is_discarded(
    call: Call,
    deployment: Deployment,
    given: tuple[str, ...],
    typed: str | None,
    stores: dict[str, Any],
    color: str,
):
    deployment.stores = dict(stores)
    answer = call("discard", "clinic", *given, typed=typed)
    assert answer.exit_code == 0, answer.output
    assert deployment.done == [("discard", color)]
    assert f"Database and files {color} of clinic are destroyed." in answer.stdout

"""What `openemr settings import` makes of a file's keys and values, whatever they are."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.commands.settings.import_.predecessors import PREDECESSORS
from scripts.commands.settings.import_.report import Report
from scripts.commands.settings.import_.source import Source
from scripts.commands.settings.import_.translation import Translation, Verdict, translate
from scripts.commands.settings.show import setting_groups
from tests.unit.scripts.commands.settings.test_predecessors import targets

SETTINGS = {setting.path for group in setting_groups() for setting in group.settings}
# None of them may be in a report by chance.
SECRETS = (
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "-----BEGIN PRIVATE KEY-----",
    "http://user:hunter2@localhost:4566",
    "password=hunter2",
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5000)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["true", "false", "True", "null", "auto", "2", "10.0.0.0/8", "testing", ""])
    | st.text(max_size=20)
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(max_size=5), SCALARS)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    predecessor = draw(st.sampled_from(list(PREDECESSORS.values())))
    keys = st.sampled_from(list(predecessor.keys)) | st.text(max_size=10)
    beside = draw(st.lists(st.text(max_size=8), unique=True, max_size=3))
    values = draw(st.dictionaries(keys, VALUES, max_size=12))
    return Source(predecessor, values, tuple(beside))


def translated(
    predecessor: str, values: dict[str, Any], overrides: dict[str, Any] | None = None
) -> Translation:
    return translate(Source(PREDECESSORS[predecessor], values), overrides or {})


def verdict(translation: Translation, key: str) -> Verdict:
    (found,) = [each for each in translation.verdicts if each.key == key]
    return found


def paths(settings: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """The settings of a deployment by path."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        path = f"{prefix}{key}"
        found |= paths(value, f"{path}.") if path not in SETTINGS else {path: value}
    return found


def report(source: Source, translation: Translation) -> Report:
    return Report("cdk.json", "clinic", source, translation, (), written=False)


@given(sources())
def test_every_key_of_the_file_has_one_verdict(source: Source):
    translation = translate(source, {})
    told = [each for each in translation.verdicts if each.place != "left out"]
    place = "context" if source.predecessor.format == "cdk.json" else "variables"
    expected = [(place, key) for key in source.values]
    expected += [("file", key) for key in source.beside]
    assert [(each.place, each.key) for each in told] == expected
    left_out = [each.key for each in translation.verdicts if each.place == "left out"]
    assert len(set(left_out)) == len(left_out)
    assert not set(left_out) & set(source.values)
    data = report(source, translation).as_data()
    assert [each["key"] for each in data["keys"]] == [*(key for _, key in expected), *left_out]


@given(sources())
def test_what_is_written_is_what_the_verdicts_say(source: Source):
    translation = translate(source, {})
    written = paths(translation.deployment)
    for setting, value in written.items():
        holders = [each for each in translation.verdicts if each.setting == setting]
        told = [each.written for each in holders if each.written is not None]
        if isinstance(value, list):
            assert all(each in value for values in told for each in values)
        elif told:
            assert told == [value]
        else:
            assert any(note.startswith(f"{setting} ") for note in translation.notes)
    for each in translation.verdicts:
        assert each.written is None or each.setting in written
        assert (each.outcome in ("taken_over", "renamed", "converted")) == (
            each.written is not None
        )


@given(sources())
def test_an_import_is_repeatable_and_always_told(source: Source):
    once, again = translate(source, {}), translate(source, {})
    assert once == again
    text = report(source, once).as_text()
    for each in once.verdicts:
        if each.key.isidentifier():
            assert each.key in text


@given(sources(), st.sampled_from(SECRETS), st.data())
def test_no_secret_is_printed_or_written(source: Source, secret: str, data: st.DataObject):
    known = data.draw(st.sampled_from(list(source.predecessor.keys)))
    values = {
        **source.values,
        "master_password": "hunter2",
        known: data.draw(st.sampled_from([secret, [secret], {"inner": f"x {secret}"}])),
    }
    hidden = Source(source.predecessor, values)
    translation = translate(hidden, {})
    printed = report(hidden, translation).as_text() + json.dumps(
        report(hidden, translation).as_data()
    )
    assert secret not in printed
    assert "hunter2" not in printed
    assert verdict(translation, known).outcome == "unsupported"
    assert verdict(translation, "master_password").outcome == "unknown"


@given(sources())
def test_protection_is_lowered_only_by_a_value_that_somebody_chose(source: Source):
    translation = translate(source, {})
    written = paths(translation.deployment)
    environment = written["environment"]
    reference = {s.path: s for group in setting_groups() for s in group.settings}
    for key, entry in targets(source.predecessor):
        value = written.get(entry.setting)
        if not entry.protects or not isinstance(value, int | float):
            continue
        setting = reference[entry.setting]
        evaluates = environment == "evaluation" and setting.evaluation
        if value < json.loads(setting.evaluation if evaluates else setting.default):
            assert key in source.values
            assert entry.convert(source.values[key]).value != entry.convert(entry.default).value
            assert verdict(translation, key).protection == "less"


@given(VALUES)
def test_only_what_is_known_as_an_evaluation_becomes_one(value: Any):
    made = translated("eks", {"environment": value}).deployment["environment"]
    known = ("dev", "development", "evaluation", "floci", "test", "testing")
    assert (made == "evaluation") == (isinstance(value, str) and value.lower() in known)
    assert made in ("evaluation", "production")


@pytest.mark.parametrize("value", ["staging", "prod", "Production", "uat", "demo", "qa", "live"])
def test_what_may_hold_data_of_patients_is_a_production(value: str):
    assert translated("eks", {"environment": value}).deployment["environment"] == "production"


@pytest.mark.parametrize("predecessor", ["seed", "fargate", "ecs"])
@pytest.mark.parametrize("values", [{}, {"enable_ecs_exec": None}])
def test_shells_into_tasks_stay_off_where_the_file_is_silent(
    predecessor: str, values: dict[str, Any]
):
    """They are on by default here, and off there."""
    translation = translated(predecessor, values)
    assert translation.deployment["enable_ecs_exec"] is False
    assert verdict(translation, "enable_ecs_exec").written is False


@pytest.mark.parametrize("predecessor", ["seed", "fargate", "ecs"])
def test_a_file_without_an_environment_is_a_production(predecessor: str):
    translation = translated(predecessor, {})
    assert translation.deployment["environment"] == "production"
    assert any("--set environment=evaluation" in note for note in translation.notes)


@given(sources(), st.sampled_from(sorted(SETTINGS - {"environment"})), st.integers())
def test_what_is_set_replaces_what_the_file_has(source: Source, setting: str, value: int):
    if setting.startswith("remote_state."):
        return
    translation = translate(source, {setting: value})
    assert paths(translation.deployment)[setting] == value
    for each in translation.verdicts:
        if each.setting == setting:
            assert (each.outcome, each.written) == ("replaced", None)


def test_a_misspelt_key_is_told_with_the_nearest():
    found = verdict(translated("eks", {"aurora_max_capcity": 4}), "aurora_max_capcity")
    assert found.reason == "no key of this predecessor, did you mean aurora_max_capacity?"

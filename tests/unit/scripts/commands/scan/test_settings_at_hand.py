"""Which stack's settings a scanned configuration is compared with."""

from pathlib import Path

import pytest

from scripts.commands.scan import settings_at_hand
from scripts.commands.scan.settings_at_hand import BY_FORM, EXACTLY, SYNTHESIZED, how, with_settings
from scripts.terraform.documents.configuration import Configuration
from scripts.terraform.subjects import SubjectError

EXPECTED = {name: Configuration(name, ()) for name in ("clinic", "remote-state")}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings_at_hand, "OUTPUT", tmp_path / "cdktf.out")
    monkeypatch.setattr(settings_at_hand, "expected_configurations", lambda _: EXPECTED)


def planned(name: str, **tags: str) -> Configuration:
    provider = {"default_tags": [{"tags": tags}]}
    return Configuration(name, (), provider=(provider,), planned=True, file=Path("plan.json"))


def one(configuration: Configuration, settings: Path | None = None) -> Configuration:
    (found,) = with_settings([configuration], settings)
    return found


def test_a_file_is_compared_only_in_the_output_or_on_request(tmp_path: Path) -> None:
    foreign = Configuration("clinic", (), file=tmp_path / "clinic" / "cdk.tf.json")
    own = Configuration("clinic", (), file=tmp_path / "cdktf.out/stacks/clinic/cdk.tf.json")
    assert one(foreign).expected is None
    assert one(own).expected is EXPECTED["clinic"]
    assert one(foreign, Path("cdktf.json")).expected is EXPECTED["clinic"]
    told = [how(each) for each in (foreign, one(own), Configuration("clinic", ()))]
    assert told == [BY_FORM, EXACTLY, SYNTHESIZED]


def test_a_stack_of_the_output_that_the_settings_lack_is_judged_by_form(tmp_path: Path) -> None:
    left = Configuration("gone", (), file=tmp_path / "cdktf.out/stacks/gone/cdk.tf.json")
    assert how(one(left)) == BY_FORM


@pytest.mark.parametrize(
    ("plan", "stack"),
    [
        (planned("plan", Deployment="clinic"), "clinic"),
        (planned("plan", Purpose="Terraform state"), "remote-state"),
        (planned("clinic"), "clinic"),
    ],
)
def test_a_plan_says_by_its_tags_which_deployment_it_is_of(plan: Configuration, stack: str) -> None:
    assert one(plan, Path("cdktf.json")).expected is EXPECTED[stack]


def test_settings_without_the_deployment_are_refused() -> None:
    with pytest.raises(SubjectError, match="has no deployment 'other' for plan"):
        one(planned("plan", Deployment="other"), Path("cdktf.json"))

"""Tags and settings are edited, in this checkout or another, with the state, without, or moved."""

import json
from pathlib import Path

import pytest

from tests.terraform.destroy.attacks.victim import Victim, rewritten

pytestmark = pytest.mark.terraform

EMPTY_STATE = json.dumps(
    {"version": 4, "terraform_version": "1.11.4", "serial": 9, "lineage": "x", "resources": []}
)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Environment", "evaluation"),
        ("environment", "evaluation"),
        ("ENVIRONMENT ", "Prod"),
        ("deployment", "trial"),
        ("aPPlication", "other"),
        ("managedby", "hand"),
        ("Aws:Environment", "evaluation"),
    ],
)
def test_the_products_own_tags_cannot_be_set(victim: Victim, key: str, value: str) -> None:
    with victim.edited(tags={key: value}, environment="evaluation"):
        ended = victim.destroy("--yes")
    assert ended.returncode == 2
    assert "deployments.clinic.tags" in ended.stderr
    assert json.dumps({key: value})[:60] in ended.stderr
    assert "accepted" in ended.stderr.lower()


def test_settings_edited_to_evaluation(victim: Victim) -> None:
    with victim.edited(environment="evaluation"):
        said = victim.assert_refused("--yes")
        assert "was not created for an evaluation" in said
        victim.assert_refused(typed="yes\n")
        victim.assert_refused("--yes", "--purge", typed="yes\n")
        victim.assert_refused("--purge", "--no-final-snapshot", typed="Clinic\n")
        assert victim.destroy().returncode == 2


def test_settings_edited_then_deployed_then_destroyed(victim: Victim) -> None:
    with victim.edited(environment="evaluation"):
        deployed = victim.checkout.openemr("deploy", "clinic", "--yes")
        assert deployed.returncode == 3, deployed.stderr
        assert "--leave-production clinic" in deployed.stderr
        assert "aws_rds_cluster openemr-clinic-database has deletion protection" in deployed.stderr
        typed = victim.checkout.openemr("deploy", "clinic", typed="yes\n")
        assert (typed.returncode, "not clinic" in typed.stderr) == (3, True)
        wrong = victim.checkout.openemr("deploy", "clinic", "--yes", "--leave-production", "trial")
        assert (wrong.returncode, "accepted: the name" in wrong.stderr) == (2, True)
        victim.assert_refused("--yes")


def test_second_checkout_without_state(victim: Victim, tmp_path: Path) -> None:
    with victim.edited(environment="evaluation"):
        second = victim.second_checkout(tmp_path / "second")
        victim.assert_refused("--yes", checkout=second)
        deployed = second.openemr("deploy", "clinic", "--yes")
        assert deployed.returncode == 3, deployed.stderr
        victim.assert_intact()
        victim.assert_refused("--yes", checkout=second)
    assert not second.state_file("clinic").exists()


def test_second_checkout_as_the_production_that_it_is(victim: Victim, tmp_path: Path) -> None:
    second = victim.second_checkout(tmp_path / "second")
    victim.assert_refused("--yes", checkout=second)
    victim.assert_refused("--yes", "--purge", typed="yes\n", checkout=second)
    assert not second.state_file("clinic").exists()


@pytest.mark.parametrize("state", [None, EMPTY_STATE])
def test_lost_or_emptied_state(victim: Victim, state: str | None) -> None:
    with victim.edited(environment="evaluation"), victim.with_state(state):
        victim.assert_refused("--yes")


def test_state_that_is_partly_there(victim: Victim) -> None:
    """Nothing of what it still has is marked as a production's or holds data."""
    read = json.loads(victim.checkout.state_file("clinic").read_text())
    read["resources"] = [
        each
        for each in read["resources"]
        if each["mode"] == "managed"
        and not any((one["attributes"] or {}).get("tags_all") for one in each["instances"])
    ]
    assert read["resources"]
    with victim.edited(environment="evaluation"), victim.with_state(json.dumps(read)):
        victim.assert_refused("--yes")


def test_state_edited_by_hand(victim: Victim) -> None:
    text = victim.checkout.state_file("clinic").read_text()
    for name in ("deletion_protection", "enable_deletion_protection"):
        text = text.replace(f'"{name}": true', f'"{name}": false')
    text = text.replace('"force_destroy": false', '"force_destroy": true')
    text = text.replace('"production"', '"evaluation"')
    with victim.edited(environment="evaluation"), victim.with_state(text):
        victim.assert_refused("--yes")


def test_renamed_without_its_state(victim: Victim) -> None:
    def rename(context: dict[str, dict[str, dict[str, str]]]) -> None:
        settings = context["deployments"].pop("clinic")
        context["deployments"]["praxis"] = settings | {"environment": "evaluation"}

    with rewritten(victim.checkout, rename):
        ended = victim.checkout.openemr("destroy", "praxis", "--yes")
        assert ended.returncode == 0, ended.stderr
        assert "Nothing of praxis is left to destroy" in ended.stdout
        assert "terraform.clinic.tfstate" in ended.stderr
        assert victim.checkout.openemr("destroy", "clinic", "--yes").returncode == 2
        victim.assert_intact()


def test_renamed_with_its_state(victim: Victim) -> None:
    def rename(context: dict[str, dict[str, dict[str, str]]]) -> None:
        settings = context["deployments"].pop("clinic")
        context["deployments"]["praxis"] = settings | {"environment": "evaluation"}

    moved = victim.checkout.state_file("praxis")
    moved.write_text(victim.checkout.state_file("clinic").read_text())
    try:
        with rewritten(victim.checkout, rename):
            for words in (
                ("destroy", "--yes"),
                ("destroy", "--confirm", "praxis"),
                ("deploy", "--yes"),
            ):
                ended = victim.checkout.openemr(words[0], "praxis", *words[1:])
                assert ended.returncode == 1, ended.stderr
                assert "openemr-clinic-database" in ended.stderr
                assert "another deployment" in ended.stderr
                victim.assert_intact()
    finally:
        moved.unlink()


def test_two_deployments_and_no_name(victim: Victim) -> None:
    def add(context: dict[str, dict[str, dict[str, str]]]) -> None:
        trial = {"environment": "evaluation"}
        context["deployments"] = {"trial": trial, **context["deployments"]}

    with rewritten(victim.checkout, add):
        for options, typed in ((("--yes",), None), ((), "\n"), ((), "both\n")):
            ended = victim.checkout.openemr("destroy", *options, typed=typed)
            assert ended.returncode == 2, ended.stderr
            assert "trial, clinic" in ended.stderr
        asked = victim.checkout.openemr("destroy", typed="clinic\nyes\n")
        assert asked.returncode == 3
        assert "Destroy clinic (production, account 000000000000, us-west-2)?" in asked.stderr
        victim.assert_intact()


def test_two_deployments_and_the_others_state(victim: Victim) -> None:
    """An evaluation whose name begins alike is given the production's state."""

    def add(context: dict[str, dict[str, dict[str, str]]]) -> None:
        context["deployments"]["clinic-trial"] = {"environment": "evaluation"}

    other = victim.checkout.state_file("clinic-trial")
    other.write_text(victim.checkout.state_file("clinic").read_text())
    try:
        with rewritten(victim.checkout, add):
            ended = victim.checkout.openemr("destroy", "clinic-trial", "--yes")
            assert ended.returncode == 1, ended.stderr
            assert "another deployment" in ended.stderr
            purged = victim.checkout.openemr("destroy", "clinic-trial", "--purge", "clinic-trial")
            assert purged.returncode == 1, purged.stderr
            other.unlink()
            nothing = victim.checkout.openemr("destroy", "clinic-trial", "--yes")
            assert nothing.returncode == 0, nothing.stderr
            victim.assert_intact()
    finally:
        other.unlink(missing_ok=True)

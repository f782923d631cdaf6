"""A plan costs what the configuration costs that it was made from."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.cost.comparison import compare
from scripts.commands.cost.subjects import Pricing
from scripts.pricing.assumptions import LEVELS
from scripts.pricing.estimate import Estimate
from scripts.terraform.documents.planned_configuration import read_planned_configuration
from tests.synthesized import Stack
from tests.unit.scripts.pricing.planned import as_plan


def test_every_configuration_costs_the_same_as_a_plan(
    estimates: list[Estimate], stacks: list[Stack]
):
    for expected, stack in zip(estimates, stacks, strict=True):
        found = Pricing().price(read_planned_configuration(str(stack), as_plan(stack.json)))
        different = [
            (each.part, each.what, each.why("configuration", "plan"))
            for each in compare(expected, found).differences
            if any(abs(each.usd(level)) > 1e-9 for level in LEVELS)
        ]
        assert different == [], str(stack)
        assert found.region == expected.region
        assert found.environment == expected.environment
        assert found.free == expected.free


def test_a_plan_file_is_taken_where_a_configuration_is(production: Stack, tmp_path: Path):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(as_plan(production.json)))
    done = CliRunner().invoke(app, ["cost", str(file), "--json"])
    assert done.exit_code == 0, done.output
    (found,) = json.loads(done.stdout)["estimates"]
    assert found["name"] == "plan"
    assert found["monthly"]["typical"] == pytest.approx(
        sum(charge["monthly"]["typical"] for charge in found["charges"]), abs=0.01
    )

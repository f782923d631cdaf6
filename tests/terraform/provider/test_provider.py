"""The shared provider with its reduced schema plans what a provider of Terraform's own plans."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform.run import PLAN_FILE
from tests.terraform.checkout import Checkout
from tests.terraform.deployed import EVALUATION, settings_of
from tests.terraform.provider.schema import reduced


def field(number: int, value: bytes) -> bytes:
    """A length-delimited field; the length in two bytes."""
    return bytes((number << 3 | 2, len(value) & 0x7F | 0x80, len(value) >> 7)) + value


def schema_of(number: int, name: bytes) -> bytes:
    return field(number, field(1, name) + field(2, b"s" * 200))


def test_schemas_of_other_types_are_left_out_and_the_rest_stays_as_it_is() -> None:
    provider, capabilities = field(1, b"p"), field(6, b"\x08\x01")
    wanted = [schema_of(number, b"aws_vpc") for number in (2, 3, 8)]
    others = [schema_of(number, b"aws_vpc_ipam") for number in (2, 3, 8)]
    function = field(7, field(1, b"arn_parse"))
    whole = b"".join([provider, *others, *wanted, capabilities, function])
    assert reduced(whole, {"aws_vpc"}) == b"".join([provider, *wanted, capabilities, function])


@pytest.mark.terraform
def test_a_first_plan_is_the_same_with_a_provider_of_its_own(tmp_path: Path) -> None:
    with EmbeddedAws() as aws:
        checkout = Checkout.make(tmp_path / "checkout", settings_of(EVALUATION), aws)
        assert checkout.openemr("synth").returncode == 0
        shared = planned(checkout)
        again = planned(checkout)
        own = planned(replace(checkout, shares_provider=False))
    assert len(shared["resource_changes"]) > 100
    for part in ("configuration", "planned_values", "resource_changes", "output_changes"):
        assert shared[part] == own[part], part
        assert again[part] == own[part], part


def planned(checkout: Checkout) -> dict[str, Any]:
    terraform = checkout.terraform(EVALUATION)
    terraform.init().check()
    terraform.plan().check()
    return terraform.show(PLAN_FILE)

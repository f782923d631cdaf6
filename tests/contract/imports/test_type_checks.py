"""Fast type checks accept nothing that typeguard refuses, and leave the message to it."""

import typing
from collections.abc import Mapping, Sequence
from typing import Any

import cdktf
import pytest
import typeguard
from cdktf_cdktf_provider_aws.vpc import Vpc, VpcConfig
from hypothesis import given
from hypothesis import strategies as st

from imports.type_checks import _accepts
from tests.contract.imports.both_ways import stack
from tests.contract.imports.values import PLAIN

TYPES = [
    str,
    bool,
    int | float,
    typing.Optional[str],  # noqa: UP045 - as the bindings spell it
    typing.Union[bool, cdktf.IResolvable],  # noqa: UP007 - as above
    list[str],
    Sequence[Sequence[str]],
    Mapping[str, str],
    Mapping[str, bool | float],
    VpcConfig,
    cdktf.ITerraformDependable,
    Any,
    type(None),
]


@given(value=st.one_of(PLAIN, st.none(), st.tuples(PLAIN), st.just(VpcConfig())))
@pytest.mark.parametrize("expected", TYPES, ids=str)
def test_nothing_is_accepted_that_typeguard_refuses(expected: Any, value: Any):
    if _accepts(expected)(value):
        typeguard.check_type(argname="x", value=value, expected_type=expected)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (str, "x"),
        (typing.Optional[str], None),  # noqa: UP045 - as above
        (Sequence[str], ["x"]),
        (Mapping[str, float], {"x": 1.5}),
        (VpcConfig, VpcConfig()),
        (Any, object()),
    ],
)
def test_obvious_matches_are_accepted(expected: Any, value: Any):
    assert _accepts(expected)(value)


def test_the_error_of_a_wrong_argument_is_typeguards():
    message = r"type of argument cidr_block must be one of \(str, NoneType\); got int instead"
    with pytest.raises(TypeError, match=message):
        Vpc(stack(), "vpc", cidr_block=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'cidr'"):
        Vpc(stack(), "vpc", cidr="x")  # type: ignore[call-arg]

"""The reader of .tfvars files; tests/contract/commands/test_tfvars.py asks Terraform the same."""

import contextlib
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.commands.settings.import_.tfvars import TfvarsError, read_tfvars
from tests.unit.scripts.commands.settings.recorded import tfvars
from tests.unit.scripts.commands.settings.tfvars_samples import REFUSED, SAMPLES

NAMES = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=12).filter(
    lambda name: not name[0].isdigit() and name not in ("true", "false", "null")
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.decimals(-1000, 1000, places=3).map(float)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_what_is_written_is_read_again(values: dict[str, Any]):
    assert read_tfvars(tfvars(values)) == values


@pytest.mark.parametrize(("text", "values"), SAMPLES)
def test_samples_are_read(text: str, values: dict[str, Any]):
    assert read_tfvars(text) == values


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_literal_is_refused_with_its_line(text: str):
    with pytest.raises(TfvarsError) as refused:
        read_tfvars(f"first = 1\n{text}")
    assert str(refused.value).startswith("line ")
    assert "hunter2" not in str(refused.value)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str):
    with contextlib.suppress(TfvarsError):
        assert isinstance(read_tfvars(text), dict)


def test_the_depth_of_values_is_limited():
    assert read_tfvars(f"a = {'[' * 20}{']' * 20}")
    with pytest.raises(TfvarsError, match="nested deeper than 20 levels"):
        read_tfvars(f"a = {'[' * 5000}{']' * 5000}")

"""What a change of each setting needs, in each configuration."""

import pytest

from tests.unit.scripts.review.settings_moves import ROWS
from tests.unit.scripts.review.test_settings_changes import SUBJECTS, assert_as_the_row_says


@pytest.mark.parametrize("path", ROWS)
@pytest.mark.parametrize("name", SUBJECTS)
def test_a_change_of_a_setting_needs_a_word_or_none(name: str, path: str) -> None:
    assert_as_the_row_says(name, path)

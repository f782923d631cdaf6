"""Each kind of wrong setting is refused, with its path, the value and what is accepted."""

import pytest

from stacks.settings import SettingsError, parse_settings
from tests.unit.stacks.settings.mistakes import (
    Mistake,
    compute,
    data,
    edge,
    network,
    oversight,
    shape,
    stores,
)

TABLES = [
    shape.TABLE,
    network.TABLE,
    edge.TABLE,
    compute.TABLE,
    data.TABLE,
    stores.TABLE,
    oversight.TABLE,
]
MISTAKES = {name: mistake for table in TABLES for name, mistake in table.items()}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_value_and_what_is_accepted(mistake: Mistake):
    with pytest.raises(SettingsError) as refusal:
        parse_settings(mistake.context)
    assert refusal.value.problems == [mistake.message]


def test_the_tables_share_no_name():
    assert len(MISTAKES) == sum(map(len, TABLES))

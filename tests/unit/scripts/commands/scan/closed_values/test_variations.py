"""Each setting has values from which the scan learns; a new one is not forgotten."""

from scripts.commands.settings.show import setting_groups
from tests.contract.scan.closed_values.bases import BASES, VARIED
from tests.contract.scan.closed_values.variations import ROWS


def test_every_setting_is_varied() -> None:
    paths = {setting.path for group in setting_groups() for setting in group.settings}
    assert paths == set(ROWS)


def test_bases_that_are_varied_exist() -> None:
    assert VARIED.keys() <= BASES.keys()
    assert {path for paths in VARIED.values() for path in paths} <= set(ROWS)

"""What docs/drift.md says of its tests is so."""

import re

from scripts.project import ROOT
from tests.terraform.drift.out_of_band import ALL

DOCUMENT = (ROOT / "docs" / "drift.md").read_text()
LEAST = 200


def test_the_document_counts_the_out_of_band_changes() -> None:
    (stated,) = re.findall(r"(\d+) out-of-band changes", DOCUMENT)
    assert int(stated) == len(ALL) >= LEAST


def test_each_out_of_band_change_is_another_one() -> None:
    made = [(each.address, each.attribute, each.change, each.act) for each in ALL]
    assert len(set(made)) == len(made)

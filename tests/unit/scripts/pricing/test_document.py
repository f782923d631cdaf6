"""docs/cost.md is what the profiles, prices and assumptions give now."""

import re

from scripts.commands.cost.document import FILE, render_document
from scripts.pricing.prices import regions


def test_the_committed_document_is_the_generated_one():
    assert render_document() == FILE.read_text(encoding="utf-8"), "run: openemr cost --document"


def test_it_has_one_screen_of_introduction_and_names_every_region():
    text = FILE.read_text(encoding="utf-8")
    introduction = text.partition("\n## ")[0]
    assert len(introduction.splitlines()) < 40
    assert all(f"| {region} |" in text for region in regions())
    assert "$239.32" in text


def test_its_tables_are_whole():
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            assert line.endswith("|")
    rows = re.findall(r"(?m)^\|.*\|$", FILE.read_text(encoding="utf-8"))
    assert len(rows) > 100

"""Each row of docs/unverified.md names files that exist."""

from scripts.project import ROOT


def test_every_place_exists():
    text = (ROOT / "docs" / "unverified.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    places = [place for row in rows for place in row.rstrip(" |").rpartition("| ")[2].split(", ")]
    assert len(rows) > 30
    assert [place for place in places if not (ROOT / place).exists()] == []

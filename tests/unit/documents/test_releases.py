"""docs/releases.md is what stacks/releases.py says."""

import re

import pytest

from scripts.project import ROOT
from stacks.releases import DEFAULT_VERSION, RELEASES, Release

TEXT = (ROOT / "docs/releases.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]


def row(release: Release) -> list[str]:
    upgrade = "from the version before" if release.upgrade_passes_version else "replays all"
    return [
        release.version,
        release.released or "never",
        f"`{release.tag}`",
        str(release.docker_version),
        release.php_version,
        f"{release.grace_period_seconds // 60} min",
        upgrade,
        release.caution,
    ]


@pytest.mark.parametrize("release", RELEASES.values(), ids=list(RELEASES))
def test_the_table_has_the_facts_of_each_release(release: Release) -> None:
    assert [each for each in ROWS if each[0] == release.version] == [row(release)]


def test_the_page_lists_no_other_release_and_names_the_default() -> None:
    assert [each[0] for each in ROWS] == list(RELEASES)
    assert f"**The default is {DEFAULT_VERSION}**" in TEXT

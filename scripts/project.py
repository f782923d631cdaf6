"""Directories of this checkout."""

from pathlib import Path

# Not resolved: a checkout whose `scripts` is a link keeps its own tools and output.
ROOT = Path(__file__).absolute().parents[1]
TOOLS = ROOT / ".tools"

"""Writes every named configuration below the folder that is its argument."""

import sys
from pathlib import Path

from stacks.app import synthesize
from stacks.settings import parse_settings
from tests.configurations import CONFIGURATIONS, LOCKED


def main(folder: Path) -> None:
    """One folder for each."""
    for name, context in CONFIGURATIONS.items():
        synthesize(parse_settings(context, LOCKED), str(folder / name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

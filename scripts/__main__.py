"""Run the command line: `python -m scripts VERB`."""

from scripts.cli import main

main()

"""Run the command line: `python -m scripts VERB`."""

from scripts.commands.app import main

main()

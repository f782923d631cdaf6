"""Reads a plan as JSON from standard input, makes the load, writes JSON lines."""

# First of all imports: Locust replaces Python's blocking calls by gevent's.
import locust  # noqa: F401

from scripts.commands.load_test.engine.main import main

main()

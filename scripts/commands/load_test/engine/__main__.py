"""Reads a plan as JSON from standard input, generates the load, writes events as JSON lines."""

# Before all other imports: Locust replaces Python's blocking calls by gevent's.
import locust  # noqa: F401

from scripts.commands.load_test.engine.main import main

main()

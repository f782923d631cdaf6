"""How long things take. Not part of the test run: `python -m tests.benchmarks` measures.

Every figure is a process of its own, as people start it. Files are not named test_*, so that pytest
collects them only here.
"""

"""What a file of the topology says first, and what it must not know.

How long files and functions may be: tests/contract/commands/test_checks.py.
"""

import ast
from collections.abc import Iterator

from tests.configurations import PROJECT

STACKS = PROJECT / "stacks"
TREES = {
    str(file.relative_to(STACKS)): ast.parse(file.read_text())
    for file in sorted(STACKS.rglob("*.py"))
}
# What would make the same settings give other output.
CHANGEABLE = {"getpass", "os", "platform", "random", "secrets", "socket"}
# `datetime` computes with given dates, too; these of its names read the clock or the time zone.
CLOCK = {"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp", "astimezone", "timestamp"}
CHANGEABLE |= {"subprocess", "tempfile", "time", "urllib", "uuid", "boto3", "requests"}


def test_a_file_says_in_its_first_line_what_it_is_for():
    first = {
        file: (ast.get_docstring(tree) or "").partition("\n")[0] for file, tree in TREES.items()
    }
    assert [file for file, line in first.items() if not line.endswith(".")] == []


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level packages that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_synthesis_knows_no_environment_no_clock_no_chance_and_no_network():
    found = {file: CHANGEABLE.intersection(imported(tree)) for file, tree in TREES.items()}
    assert {file: names for file, names in found.items() if names} == {}
    clocks = {
        file: {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & CLOCK
        for file, tree in TREES.items()
        if "datetime" in imported(tree)
    }
    assert clocks == {"settings/schedule.py": set(), "settings/stores.py": set()}

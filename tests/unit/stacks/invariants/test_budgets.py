"""The code of the topology stays small enough to be read at 3 a.m."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.configurations import PROJECT

STACKS = PROJECT / "stacks"
FILES = sorted(STACKS.rglob("*.py"))
LONGEST_FILE = 200
LONGEST_FUNCTION = 40
# What would make the same settings give other output.
CHANGEABLE = {"datetime", "getpass", "os", "platform", "random", "secrets", "socket"}
CHANGEABLE |= {"subprocess", "tempfile", "time", "urllib", "uuid", "boto3", "requests"}
LONGEST = {STACKS / "openemr.py": 150}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """All functions and methods."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def length(node: ast.FunctionDef) -> int:
    """Lines of a function, decorators left out."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(STACKS)))
def test_a_file_fits_on_a_few_screens(file: Path):
    assert len(file.read_text().splitlines()) <= LONGEST.get(file, LONGEST_FILE)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(STACKS)))
def test_a_function_fits_on_one_screen(file: Path):
    tree = ast.parse(file.read_text())
    long = {node.name: length(node) for node in functions(tree) if length(node) > LONGEST_FUNCTION}
    assert not long


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(STACKS)))
def test_a_file_says_in_its_first_line_what_it_is_for(file: Path):
    docstring = ast.get_docstring(ast.parse(file.read_text()))
    assert docstring
    assert docstring.splitlines()[0].endswith("."), docstring


def imported(tree: ast.AST) -> Iterator[str]:
    """Top-level packages that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(STACKS)))
def test_synthesis_knows_no_environment_no_clock_no_chance_and_no_network(file: Path):
    assert not set(imported(ast.parse(file.read_text()))) & CHANGEABLE

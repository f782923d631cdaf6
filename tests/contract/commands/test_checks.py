"""The hooks of .pre-commit-config.yaml pass on every file, and no file or function is too long."""

import ast
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from identify.identify import tags_from_path

from scripts.project import ROOT
from tests.contract.commands.conftest import tracked_files

REPOSITORIES = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
HOOKS = [hook for repository in REPOSITORIES for hook in repository["hooks"]]
TOP_LEVEL = {
    *("main.py", "cdktf.json", "stacks", "imports", "scripts", "tests", "docs"),
    *("Pipfile", "Pipfile.lock", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    "LICENSE",
}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def test_hooks_use_the_tools_of_the_set_up_and_download_none() -> None:
    assert [each["repo"] for each in REPOSITORIES] == ["local"]
    assert {hook["language"] for hook in HOOKS} == {"system"}
    assert {hook["id"] for hook in HOOKS} >= {"ruff-check", "ruff-format", "mypy", "shellcheck"}


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_every_file_passes_the_hook(hook: dict[str, Any]) -> None:
    names = _names(hook["types"]) if hook.get("pass_filenames", True) else []
    answer = subprocess.run(
        [*shlex.split(hook["entry"]), *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def _names(types: list[str]) -> list[str]:
    """The files that pre-commit passes to a hook of these types."""
    names = [path for path in tracked_files() if tags_from_path(str(path)) >= set(types)]
    assert names
    return list(map(str, names))


def test_nothing_else_is_at_the_top_of_the_checkout() -> None:
    """Such as a package that `pip download` left there."""
    names = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_no_file_and_no_function_is_too_long() -> None:
    """Ruff limits statements and branches, and has no limit of lines."""
    assert [each for path in tracked_files() if path.suffix == ".py" for each in _long(path)] == []


def _long(path: Path) -> Iterator[str]:
    name, text = path.relative_to(ROOT), path.read_text(encoding="utf-8")
    lines = len(text.splitlines())
    if lines > LONGEST_FILE:
        yield f"{name}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _lines_of_body(node)
            if lines > LONGEST_FUNCTION:
                yield f"{name}: {node.name}: {lines} lines"


def _lines_of_body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Without signature and docstring: those of a verb are its options and its help."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0

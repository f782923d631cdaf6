"""What the documents promise exists: files they link to, verbs and options they show."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from scripts.cli.lazy_group import LazyGroup
from scripts.commands.app import app
from scripts.project import ROOT

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/**/*.md")])
DOCUMENTS += sorted([*ROOT.glob("imports/*.md"), *ROOT.glob("scripts/**/README.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
# `openemr VERB ...`, however it is started.
COMMAND = re.compile(r"(?:pipenv run openemr|python(?: -E)? -m scripts|\bopenemr) ([a-z].*)")
CODE = re.compile(r"`([^`\n]+)`")
# Words that stand for a verb in prose.
PLACEHOLDERS = ("VERB", "<verb>")


def texts(document: Path) -> Iterator[str]:
    """Indented and fenced lines, and code in running text."""
    fenced = False
    for line in document.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced or line.startswith("    "):
            yield line.strip()
        else:
            yield from CODE.findall(line)


def commands(document: Path) -> Iterator[list[str]]:
    """The arguments of each `openemr` that a document shows as code."""
    for text in texts(document):
        # A prompt may come before it; what follows a pipe, a comment or a redirection is not ours.
        match = COMMAND.search(text.removeprefix("$ "))
        if match and text.removeprefix("$ ").startswith(("openemr", "pipenv", ".venv", "python")):
            shown = re.split(r"\s(?:\||#|>|&&|2>)", match[1])[0].rstrip(" \\.,;:")
            yield shlex.split(shown.replace("'", "")) if shown else []


def verbs() -> Any:
    """The command group as Typer builds it."""
    return typer.main.get_command(app)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_to_files(document: Path):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target and not target.startswith(("#", "mailto:")):
            place = document.parent / target.partition("#")[0]
            assert place.exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_shown_commands_exist(document: Path):
    for shown in commands(document):
        group, seen, arguments = verbs(), [], shown
        while isinstance(group, LazyGroup) and (arguments := group.with_command(arguments)):
            name = arguments[0]
            if name in PLACEHOLDERS:
                break
            seen.append(name)
            assert name in group.lazy_commands, f"{document.name}: openemr {' '.join(seen)}"
            group, arguments = group.lazy_commands[name].load(name), arguments[1:]
        options = {option for parameter in group.params for option in parameter.opts}
        options |= {option for parameter in group.params for option in parameter.secondary_opts}
        # What follows `--` is a program of the container.
        own = arguments[: arguments.index("--")] if "--" in arguments else arguments
        for argument in own:
            if argument.startswith("--"):
                name = argument.partition("=")[0]
                known = options | {"--help"}
                assert name in known, f"{document.name}: openemr {' '.join(seen)} {name}"


def test_every_verb_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in verbs().commands:
        assert re.search(rf"`{name}\b|\b{name}`|openemr {name}\b", readme), name


def test_the_search_for_commands_finds_some():
    found = [arguments for document in DOCUMENTS for arguments in commands(document)]
    assert len(found) > 40
    assert {"plan", "deploy", "drift", "cost", "scan"} <= {each[0] for each in found if each}


def test_every_help_stands_alone():
    """Each command says what it does and what its exit codes mean."""

    def all_commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
        for name, command in group.imported().items():
            if isinstance(command, LazyGroup):
                yield from all_commands(command, f"{path} {name}")
            else:
                yield f"{path} {name}".strip(), command

    for name, command in all_commands(verbs(), ""):
        assert len(command.help or "") > 60, name
        assert re.search(r"[Ee]xit\s+codes?", command.help), name
        for parameter in command.params:
            assert getattr(parameter, "help", "x"), f"{name} {parameter.name}"

"""Which scanned configurations have their settings at hand, and what those give."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scripts.project import ROOT
from scripts.terraform.documents.configuration import REMOTE_STATE, Configuration, blocks
from scripts.terraform.subjects import SubjectError, expected_configurations

SETTINGS, OUTPUT = ROOT / "cdktf.json", ROOT / "cdktf.out"
SYNTHESIZED = "synthesized from its settings"
EXACTLY = "compared with what its settings give"
BY_FORM = "judged without its settings: by the values that any settings give"


def with_settings(
    configurations: Sequence[Configuration], settings: Path | None
) -> list[Configuration]:
    """Each with the configuration that it should be, where a file with its settings is known.

    settings: a cdktf.json to compare all with; by default the project's own for files below its
    cdktf.out, whose stack it names. Raises SubjectError.
    """
    chosen = [each for each in configurations if settings or _is_output(each)]
    if not chosen:
        return list(configurations)
    expected = expected_configurations(settings or SETTINGS)
    if settings:
        for each in chosen:
            if _stack(each) not in expected:
                raise SubjectError(
                    f"--settings {settings}: has no deployment {_stack(each)!r} for {each.name}. "
                    f"Accepted: a cdktf.json with one; this one has {', '.join(expected)}."
                )
    return [
        replace(each, expected=expected.get(_stack(each))) if each in chosen else each
        for each in configurations
    ]


def how(configuration: Configuration) -> str:
    """By which values it is judged, in a few words."""
    if configuration.expected:
        return EXACTLY
    return BY_FORM if configuration.file else SYNTHESIZED


def _is_output(configuration: Configuration) -> bool:
    return configuration.file is not None and configuration.file.resolve().is_relative_to(OUTPUT)


def _stack(configuration: Configuration) -> str:
    """The stack's name: that of its folder, and of a plan the one of its tags."""
    if not configuration.planned:
        return configuration.name
    if configuration.kind == REMOTE_STATE:
        return REMOTE_STATE
    for provider in configuration.provider:
        for default in blocks(provider, "default_tags"):
            if name := (default.get("tags") or {}).get("Deployment"):
                return str(name)
    return configuration.name

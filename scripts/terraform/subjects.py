"""Configurations to scan or price: deployments in cdktf.json, synthesized output, or a plan."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.cli.errors import InvalidInputError
from scripts.terraform.documents.configuration import Configuration, read_configuration
from scripts.terraform.documents.planned_configuration import (
    UnsupportedPlanError,
    is_plan,
    read_planned_configuration,
)
from scripts.terraform.synthesis import read_synthesis, synthesize

if TYPE_CHECKING:
    from stacks.settings import Settings

OUTPUT = "cdk.tf.json"


class SubjectError(InvalidInputError):
    """A named configuration does not exist or cannot be read."""


def find_subjects(names: Sequence[str]) -> list[Configuration]:
    """The configurations of these names; without any, all deployments of cdktf.json.

    A name is a stack of cdktf.json, which is synthesized for it, a cdk.tf.json, a folder with such
    files, or the JSON of a plan. Raises SubjectError and SynthesisError.
    """
    paths = [name for name in names if _is_path(name)]
    stacks = [name for name in names if not _is_path(name)]
    found = [each for path in paths for each in _read_path(Path(path))]
    if stacks or not names:
        found += _synthesized(stacks)
    return found


def configurations_of(
    context: Mapping[str, Any], locked: Mapping[str, str] | None = None
) -> dict[str, Configuration]:
    """Stack -> configuration, synthesized in this process. Raises SettingsError.

    context: as in cdktf.json. locked: digests of container images.
    """
    from stacks.settings import parse_settings  # noqa: PLC0415

    return _synthesized_here(parse_settings(dict(context), locked))


def expected_configurations(cdktf_json: Path) -> dict[str, Configuration]:
    """Stack -> what settings give, synthesized in this process. Raises SubjectError."""
    from stacks.settings import SettingsError, read_settings  # noqa: PLC0415

    try:
        return _synthesized_here(read_settings(cdktf_json))
    except SettingsError as wrong:
        raise SubjectError(str(wrong)) from wrong


def _synthesized_here(settings: "Settings") -> dict[str, Configuration]:
    # Here, because loading CDKTF takes a second that nothing else needs.
    from stacks.app import synthesize as synthesize_here  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="openemr-synth-") as directory:
        synthesize_here(settings, directory)
        files = sorted(Path(directory).glob(f"stacks/*/{OUTPUT}"))
        return {file.parent.name: _read_file(file, file.parent.name) for file in files}


def _is_path(name: str) -> bool:
    return "/" in name or name.endswith(".json") or Path(name).is_dir()


def _synthesized(wanted: Sequence[str]) -> Iterator[Configuration]:
    with tempfile.TemporaryDirectory(prefix="openemr-scan-") as directory:
        stacks = {each.name: each for each in synthesize(Path(directory)).stacks}
        unknown = [name for name in wanted if name not in stacks]
        if unknown:
            raise SubjectError(
                f"DEPLOYMENT {unknown[0]!r} is neither in cdktf.json nor a file or folder. "
                f"Accepted: {', '.join(stacks)}, a {OUTPUT}, a folder with such files, "
                "or the output of `terraform show -json PLAN`."
            )
        for name in wanted or stacks:
            yield _read_file(stacks[name].directory / OUTPUT, name)


def _read_path(path: Path) -> list[Configuration]:
    return [replace(each, file=file) for file, each in _read_files(path)]


def _read_files(path: Path) -> Iterator[tuple[Path, Configuration]]:
    if path.is_file():
        yield path, _read_file(path, path.parent.name if path.name == OUTPUT else path.stem)
        return
    if not path.is_dir():
        raise SubjectError(f"DEPLOYMENT {str(path)!r}: no such file or folder")
    if (path / "manifest.json").is_file():
        for each in read_synthesis(path).stacks:
            yield each.directory / OUTPUT, _read_file(each.directory / OUTPUT, each.name)
        return
    files = sorted(path.rglob(OUTPUT))
    if not files:
        raise SubjectError(f"DEPLOYMENT {str(path)!r}: no {OUTPUT} in that folder")
    for file in files:
        yield file, _read_file(file, file.parent.name)


def _read_file(file: Path, name: str) -> Configuration:
    try:
        text = file.read_text(encoding="utf-8")
        document = json.loads(text)
        if is_plan(document):
            return read_planned_configuration(name, document)
        return read_configuration(name, text)
    except UnsupportedPlanError as unlike:
        raise SubjectError(f"{file}: the plan {unlike}") from unlike
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise SubjectError(
            f"{file}: neither Terraform JSON nor the output of `terraform show -json PLAN` "
            f"({type(problem).__name__}: {problem})"
        ) from problem

"""`openemr settings show`: the reference of all settings, also as docs/configuration.md."""

import datetime
import functools
import itertools
import json
import types
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic.fields import FieldInfo
from rich.console import Console
from rich.table import Table

from scripts.cli.exit_codes import WRONG, exit_codes
from scripts.project import ROOT
from stacks.settings import (
    Deployment,
    RemoteStateSettings,
    Settings,
    SettingsError,
    parse_settings,
    read_settings,
)
from stacks.settings.backup import BackupSettings
from stacks.settings.group import Group, InEvaluation
from stacks.settings.schedule import CronSchedule

_WORDS = {str: "string", int: "integer", float: "number", bool: "true or false"}
# No setting accepts these values, so that the error says what it would accept.
_UNACCEPTABLE: dict[str, Any] = {"string": "\0", "integer": -(2**62), "number": -0.3}


@dataclass(frozen=True)
class Setting:
    """One key of cdktf.json.

    path: from `deployments.<name>` or `remote_state` on; `[]` stands for an element of a list.
    type: as in JSON. accepted: as in errors; empty if the type is all. default, evaluation: JSON
    text; evaluation is empty where the environment makes no difference, and default where there is
    none.
    """

    path: str
    type: str
    accepted: str
    default: str
    evaluation: str
    description: str


@dataclass(frozen=True)
class SettingGroup:
    """An object of cdktf.json: its path ("" for the deployment itself), purpose and settings."""

    path: str
    description: str
    settings: tuple[Setting, ...]


@functools.cache
def setting_groups() -> tuple[SettingGroup, ...]:
    """All settings, in the order in which they are defined."""
    groups = dict(_groups(Deployment))
    found = [
        _group("", Deployment, [name for name in Deployment.model_fields if name not in groups])
    ]
    found += [_group(name, group, list(group.model_fields)) for name, group in groups.items()]
    state = RemoteStateSettings
    return (*found, _group("remote_state", state, list(state.model_fields)))


def _groups(model: type[Group], outer: str = "") -> Iterator[tuple[str, type[Group]]]:
    """Path and model of each object, and of the elements of lists of them."""
    for name, field in model.model_fields.items():
        for option in _options(field.annotation):
            if _is_group(option):
                yield f"{outer}{name}", option
                yield from _groups(option, f"{outer}{name}.")
            elif get_origin(option) is list and _is_group(element := get_args(option)[0]):
                yield f"{outer}{name}[]", element


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Group)


def _group(path: str, model: type[Group], names: list[str]) -> SettingGroup:
    settings = tuple(_setting(path, name, model.model_fields[name]) for name in names)
    return SettingGroup(path, str(model.__doc__).partition("\n")[0], settings)


def _setting(group: str, name: str, field: FieldInfo) -> Setting:
    kind = _type(field.annotation)
    default = field.get_default(call_default_factory=True, validated_data={})
    evaluation = [each.default for each in field.metadata if isinstance(each, InEvaluation)]
    path = f"{group}.{name}" if group else name
    return Setting(
        path,
        kind,
        _range(field) or _accepted(path, kind),
        "" if field.is_required() else json.dumps(default),
        json.dumps(evaluation[0]) if evaluation else "",
        str(field.description),
    )


def _options(annotation: Any) -> tuple[Any, ...]:
    """The members of a union, without None; a plain type alone."""
    if get_origin(annotation) is Annotated:
        return _options(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(
            inner
            for each in get_args(annotation)
            if each is not type(None)
            for inner in _options(each)
        )
    return (annotation,)


def _type(annotation: Any) -> str:
    (option,) = _options(annotation)
    origin = get_origin(option)
    if origin is Literal:
        return "one of " + ", ".join(f"`{json.dumps(each)}`" for each in get_args(option))
    if origin is list:
        element = get_args(option)[0]
        if get_origin(element) is Literal:
            return f"list of {_type(element).removeprefix('one of ')}"
        return "list of objects" if _is_group(element) else f"list of {_type(element)}s"
    if origin is dict:
        return "object of strings"
    return _WORDS[option]


def _range(field: FieldInfo) -> str:
    """The limits of a number, or of a list's length."""
    limits = {
        key: getattr(each, key)
        for each in field.metadata
        for key in ("ge", "le", "min_length", "max_length")
        if getattr(each, key, None) is not None
    }
    if "ge" in limits and "le" in limits:
        return f"{limits['ge']} to {limits['le']}"
    if "min_length" in limits and "max_length" in limits:
        return f"{limits['min_length']} to {limits['max_length']} entries"
    if "ge" in limits:
        return f"{limits['ge']} or more"
    return f"up to {limits['max_length']} entries" if "max_length" in limits else ""


def _accepted(path: str, kind: str) -> str:
    """Accepted values, from the error for an invalid one; empty if all of the type are valid."""
    if kind not in _UNACCEPTABLE:
        return ""
    context: Any = _UNACCEPTABLE[kind]
    for key in reversed(path.split(".")):
        context = {key.removesuffix("[]"): [context] if key.endswith("[]") else context}
    if not path.startswith("remote_state."):
        context = {"deployments": {"x": context}}
    try:
        parse_settings(context)
    except SettingsError as refused:
        for problem in refused.problems:
            if f"{path.replace('[]', '.0')}: received" in problem:
                return problem.partition("; accepted: ")[2].partition(" ('")[0]
    return ""


FILE = ROOT / "docs" / "configuration.md"
_INTRODUCTION = Path(__file__).with_name("introduction.md")
_HEADINGS = {"": "The deployment itself", "remote_state": "`remote_state`"}


def document() -> str:
    """The whole page."""
    return "\n".join([_INTRODUCTION.read_text(encoding="utf-8"), *map(_section, setting_groups())])


def write_document() -> Path:
    """Write the page into the project."""
    FILE.write_text(document(), encoding="utf-8")
    return FILE


def _section(group: SettingGroup) -> str:
    rows = [
        "| Setting | Type | Accepted | Default | Meaning |",
        "| --- | --- | --- | --- | --- |",
        *(_row(setting) for setting in group.settings),
    ]
    heading = _HEADINGS.get(group.path, f"`{group.path}`")
    return "\n".join([f"## {heading}", "", group.description, "", *rows, ""])


def _row(setting: Setting) -> str:
    cells = [
        f"`{setting.path}`",
        setting.type,
        setting.accepted,
        default_of(setting),
        setting.description,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def default_of(setting: Setting) -> str:
    """The default as text, by environment if it differs."""
    if not setting.default:
        return "none, required"
    if setting.evaluation:
        return f"`{setting.default}`, in evaluation `{setting.evaluation}`"
    return f"`{setting.default}`"


def show(
    group: Annotated[
        str | None,
        typer.Argument(help="Only this group, such as database, or one setting by its path."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the reference as JSON instead of tables.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Only write docs/configuration.md.")
    ] = False,
    runs: Annotated[
        bool,
        typer.Option(
            "--runs", help="Show when the schedules in cdktf.json run next, for each deployment."
        ),
    ] = False,
) -> None:
    """Show every setting of cdktf.json: type, accepted values, default, description.

    `openemr settings` is short for it: `openemr settings database` shows one group.

    Exit codes: 0 done; 2 there is no such group or setting, or cdktf.json is wrong (--runs).
    """
    if write:
        typer.echo(f"Wrote {write_document()}")
        return
    groups = [_only(each, group) for each in setting_groups()]
    chosen = [each for each in groups if each.settings]
    if not chosen:
        known = ", ".join(each.path for each in setting_groups() if each.path)
        typer.echo(f"GROUP {group!r}: accepted: {known}, or a setting's path.", err=True)
        raise typer.Exit(WRONG)
    if runs:
        with exit_codes(refusals=(SettingsError,)):
            _show_runs({setting.path for each in chosen for setting in each.settings}, as_json)
        return
    if as_json:
        described = [asdict(setting) for each in chosen for setting in each.settings]
        typer.echo(json.dumps(described, indent=2))
        return
    console = Console()
    for each in chosen:
        console.print(_table(each))


_RUNS_SHOWN = 3


def next_runs(chosen: Settings, now: datetime.datetime) -> dict[str, dict[str, list[str]]]:
    """Deployment -> path of a schedule -> its next runs after `now`, in ISO 8601."""
    return {
        name: {
            path: [
                run.isoformat(timespec="minutes")
                for run in itertools.islice(CronSchedule.parse(schedule).runs(now), _RUNS_SHOWN)
            ]
            for path, schedule in _schedules(deployment.backup).items()
        }
        for name, deployment in chosen.deployments.items()
    }


def _schedules(backup: BackupSettings) -> dict[str, str]:
    """Path of each schedule -> its expression."""
    found = {f"backup.{rule}_schedule": schedule for rule, schedule in backup.schedules.items()}
    due = backup.restore_test_due
    return {**found, **({"backup.restore_test_due": due} if due else {})}


def _warn_of_unwatched_schedules(chosen: Settings) -> None:
    for name, deployment in chosen.deployments.items():
        for warning in deployment.backup.warnings:
            typer.echo(f"{name}: {warning}", err=True)


def _show_runs(paths: set[str], as_json: bool) -> None:
    """Those of the schedules at `paths`. Raises SettingsError."""
    now = datetime.datetime.now(datetime.timezone.utc)
    chosen = read_settings(ROOT / "cdktf.json")
    found = {
        deployment: {path: runs for path, runs in schedules.items() if path in paths}
        for deployment, schedules in next_runs(chosen, now).items()
    }
    _warn_of_unwatched_schedules(chosen)
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for deployment, schedules in found.items():
        for path, runs in schedules.items():
            typer.echo(f"{deployment} {path}: {', '.join(runs) or 'never again'}")


def _only(group: SettingGroup, wanted: str | None) -> SettingGroup:
    """`group` with the settings that `wanted` names: all, those of the group, or one."""
    chosen = tuple(
        setting for setting in group.settings if wanted in (None, group.path, setting.path)
    )
    return SettingGroup(group.path, group.description, chosen)


def _table(group: SettingGroup) -> Table:
    table = Table(title=group.path or "deployment", caption=group.description, title_justify="left")
    for heading in ("Setting", "Accepted", "Default", "Meaning"):
        table.add_column(heading, overflow="fold")
    for setting in group.settings:
        accepted = setting.accepted or setting.type
        table.add_row(
            setting.path,
            accepted.replace("`", ""),
            default_of(setting).replace("`", ""),
            setting.description,
        )
    return table

"""The verb `settings`."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from scripts.cli.exit_codes import WRONG
from scripts.commands.settings.document import default_of, write_document
from scripts.commands.settings.fields import SettingGroup, setting_groups


def settings(
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
) -> None:
    """Show every setting of cdktf.json: type, accepted values, default, description.

    Exit codes: 0 done; 2 there is no such group or setting.
    """
    if write:
        typer.echo(f"Wrote {write_document()}")
        return
    groups = [_only(each, group) for each in setting_groups()]
    chosen = [each for each in groups if each.settings]
    if not chosen:
        known = ", ".join(each.path for each in setting_groups() if each.path)
        typer.echo(f"GROUP {group!r}: accepted are {known}, or a setting's path.", err=True)
        raise typer.Exit(WRONG)
    if as_json:
        described = [asdict(setting) for each in chosen for setting in each.settings]
        typer.echo(json.dumps(described, indent=2))
        return
    console = Console()
    for each in chosen:
        console.print(_table(each))


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

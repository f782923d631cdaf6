"""docs/configuration.md, made from the settings."""

from pathlib import Path

from scripts.commands.settings.fields import Setting, SettingGroup, setting_groups
from scripts.project import ROOT

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
    """The default in words, by environment where that makes a difference."""
    if not setting.default:
        return "none, required"
    if setting.evaluation:
        return f"`{setting.default}`, in evaluation `{setting.evaluation}`"
    return f"`{setting.default}`"

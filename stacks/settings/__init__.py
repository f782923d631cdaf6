"""Every setting: type, default, unit, constraint and one sentence. Imports nothing of CDKTF."""

from stacks.settings.deployment import Deployment
from stacks.settings.reading import Settings, SettingsError, parse_settings, read_settings
from stacks.settings.remote_state import RemoteStateSettings

__all__ = [
    "Deployment",
    "RemoteStateSettings",
    "Settings",
    "SettingsError",
    "parse_settings",
    "read_settings",
]

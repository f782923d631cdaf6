"""The reference of all settings, read from the settings themselves."""

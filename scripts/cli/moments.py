"""Moments that people type, in ISO 8601."""

from datetime import datetime


def parse_moment(text: str) -> datetime:
    """A day or a time; `Z` is UTC, which Python 3.10 does not read. Raises ValueError."""
    return datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)

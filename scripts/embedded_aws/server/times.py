"""Times in requests and records, as texts of ISO 8601."""

from datetime import datetime, timezone


def moment(text: str) -> datetime:
    """A time that a request or a record names; UTC where it names no zone."""
    parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)

"""Tags of one resource, where a service tells them only when asked for it alone."""

from collections.abc import Callable, Mapping

from scripts.aws.tags import read_tags


def tags_of(read: Callable[[], object]) -> Mapping[str, str] | None:
    """What `read` answers, in whatever form; None if AWS does not tell."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - heavy

    try:
        return read_tags(read())
    except (BotoCoreError, ClientError):
        return None

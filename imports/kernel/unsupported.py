"""The error with which the Python kernel declines a call."""


class UnsupportedError(Exception):
    """The Python kernel does not implement this, so CDKTF executes it; the message names it."""

"""How Python steps aside."""


class NotKnownError(Exception):
    """Only CDKTF itself can do this, or say what is wrong with it; the message says why."""

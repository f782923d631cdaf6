"""Where a published model is stricter than AWS is."""

# (shape, required member, or "" for the shape itself) -> why AWS accepts more, and the source.
_KNOWN_WRONG: dict[tuple[str, str], str] = {}


def is_known_wrong(shape: str, member: str = "") -> bool:
    """Whether the constraint on this shape, or that this member is required, does not hold."""
    return (shape, member) in _KNOWN_WRONG

"""Values that must never be shown: they are taken out of every text before it leaves."""

# Shorter ones would take ordinary words apart.
_SHORTEST = 8


class Hidden:
    """Client secrets, tokens, codes, proofs and keys of this run."""

    def __init__(self) -> None:
        self._values: set[str] = set()

    def add(self, *values: object) -> None:
        """Remember values; anything but a long enough string is no secret."""
        self._values.update(v for v in values if isinstance(v, str) and len(v) >= _SHORTEST)

    def clean(self, text: str) -> str:
        """`text` without them, the longest first."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, "[hidden]")
        return text

"""Base classes of the errors that every command reports alike; `exit_codes` has the codes."""


class InvalidInputError(ValueError):
    """A setting, option or program cannot be used, and nothing was done; exit code 2."""


class OperationFailedError(RuntimeError):
    """An operation failed on the way; exit code 1."""


class StoppedError(RuntimeError):
    """The command stopped before any change, for want of approval; exit code 3."""


class ProgramFailedError(RuntimeError):
    """A program of ours failed; the message is its standard error, unchanged."""

    def __init__(self, exit_code: int, stderr: str) -> None:
        super().__init__(stderr)
        self.exit_code = exit_code

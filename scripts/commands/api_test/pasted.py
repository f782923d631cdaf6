"""The address to which OpenEMR sends the browser back, pasted by the person who sees it."""

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType, TracebackType
from urllib.parse import parse_qs, urlsplit

from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.loopback import redirect_address

# Nothing needs to listen there. A browser that finds nothing keeps the address in its bar.
_DEFAULT_PORT = 8765


class Pasted:
    """Reads the address from standard input."""

    def __init__(self, port: int) -> None:
        self.redirect_uri = redirect_address(port or _DEFAULT_PORT)

    def __enter__(self) -> "Pasted":
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Nothing to close."""

    def wait(self, timeout: float) -> str:
        """The pasted address. Raises CheckFailedError if none comes within `timeout` seconds."""
        with _time_limit(timeout):
            line = _read_line()
        if not parse_qs(urlsplit(line).query).keys() & {"code", "error"}:
            raise CheckFailedError(
                Kind.NOBODY_SIGNED_IN,
                "What was pasted is not the address after the sign-in: it has neither code= nor "
                "error=.",
            )
        return line

    def hint(self) -> str:
        """What to do with the browser's last page."""
        return (
            "After consenting the browser cannot open its last page. Copy the address from its bar "
            "and paste it here within a minute, then press Enter:"
        )


def _read_line() -> str:
    """One line; on a terminal with readline, without which macOS ends lines at 1,024 characters."""
    try:
        if sys.stdin.isatty():
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401, PLC0415
            return input().strip()
        return sys.stdin.readline().strip()
    except EOFError:
        return ""


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise CheckFailedError(Kind.NOBODY_SIGNED_IN, f"Nothing was pasted within {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

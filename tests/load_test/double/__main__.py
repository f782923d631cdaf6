"""The stand-in by hand: `python -m tests.load_test.double [SECONDS OF DELAY]`, until Ctrl-C."""

import contextlib
import sys
import threading

from tests.load_test.double.server import PASSWORD, Double, running

with running(Double(delay=float(sys.argv[1]) if sys.argv[1:] else 0.0)) as double:
    print(f"{double.url} (password of everybody: {PASSWORD})", flush=True)  # noqa: T201
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()

"""The stand-in, run by hand until Ctrl-C: `python -m tests.contract.load_test.double`."""

import contextlib
import sys
import threading

from tests.contract.load_test.double.server import PASSWORD, Double, running

with running(Double(delay=float(sys.argv[1]) if sys.argv[1:] else 0.0)) as double:
    print(f"{double.url} (password of everybody: {PASSWORD})", flush=True)  # noqa: T201
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()

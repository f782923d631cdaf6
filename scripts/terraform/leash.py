"""Start a program that stops in good order when the command that started it dies.

    leash.py PARENT_PID PROGRAM ARGUMENT...

A command killed by `kill -9`, or by a machine short of memory, cannot stop its Terraform. Terraform
would then die of its next line of output, with its lock held and what it made since it last saved
the state forgotten. Here it gets SIGINT instead, on which it saves the state and gives the lock
back, and writing to nobody does not end it.
"""

import contextlib
import ctypes
import os
import signal
import sys

# Of linux/prctl.h. Other systems lack it: Terraform goes on to its end there.
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the program; signals that are ignored stay so, and so does the parent's death."""
    parent, program, *arguments = sys.argv[1:]
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != int(parent):  # it died before the request was made
        sys.exit(128 + signal.SIGINT)
    os.execv(program, [program, *arguments])  # noqa: S606 - the caller named it


if __name__ == "__main__":
    main()

"""Start a program that stops in good order when the command that started it dies.

    leash.py PARENT_PID PROGRAM ARGUMENT...

A command killed by `kill -9`, or by a machine short of memory, cannot stop its Terraform. Terraform
would then die of its next line of output, with its lock held and what it made since it last saved
the state forgotten. Here it gets SIGINT instead, on which it saves the state and gives the lock
back, and what it says meanwhile goes into a pipe that is never without a reader: its own.

To ignore SIGPIPE would not do: Go's runtime catches it whatever was inherited, and ends a program
that writes to a broken standard output (https://pkg.go.dev/os/signal#hdr-SIGPIPE, seen 2026-11-26).
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import sys

# Of linux/prctl.h and linux/fcntl.h. Where they are not, Terraform dies of its next line.
_PR_SET_PDEATHSIG = 1
_F_SETPIPE_SZ = 1031
# The most that Linux gives without privilege. Whoever stops says far less; when it is full, writing
# waits for ever.
_PIPE_BYTES = 1 << 20


def main() -> None:
    """Become the program."""
    parent, program, *arguments = sys.argv[1:]
    # A shell starts what it puts into the background deaf to SIGINT, and children inherit that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != int(parent):  # it died before the request was made
        sys.exit(128 + signal.SIGINT)
    _read_own_output()
    os.execv(program, [program, *arguments])  # noqa: S606 - the caller named it


def _read_own_output() -> None:
    """Hold a reading end of the pipe that standard output writes to, and never read from it."""
    with contextlib.suppress(OSError):
        reader = os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK)
        os.set_inheritable(reader, True)
        fcntl.fcntl(reader, _F_SETPIPE_SZ, _PIPE_BYTES)


if __name__ == "__main__":
    main()

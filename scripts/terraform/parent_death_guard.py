"""Start a program and send it SIGINT when the command that started it dies.

    parent_death_guard.py PARENT_PID PROGRAM ARGUMENT...

A command killed by `kill -9`, or by a machine short of memory, cannot stop its Terraform. Terraform
would die at its next line of output, with its lock held and everything since the last save of the
state unrecorded. Here it gets SIGINT instead, saves the state and releases the lock. What it prints
meanwhile goes into a pipe that always has a reader: the program itself.

Ignoring SIGPIPE would not help: Go's runtime catches it whatever was inherited, and ends a program
that writes to a broken standard output (https://pkg.go.dev/os/signal#hdr-SIGPIPE, seen 2026-11-26).
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import sys

# From linux/prctl.h and linux/fcntl.h; on other systems Terraform dies at its next line of output.
_PR_SET_PDEATHSIG = 1
_F_SETPIPE_SZ = 1031
# The most that Linux grants without privileges. A stopping Terraform prints far less; writing to a
# full pipe would block forever.
_PIPE_BYTES = 1 << 20


def main() -> None:
    """Set up the guard, then exec the program."""
    parent, program, *arguments = sys.argv[1:]
    # A shell makes background jobs ignore SIGINT, and children inherit that.
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

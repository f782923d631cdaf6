"""How jobs of AWS Backup end: at once, unless a test wants them held or failed."""

from collections.abc import Callable
from typing import Any

from ministack.services import backup

from scripts.embedded_aws.server.state import regional_records

Job = dict[str, Any]
Complete = Callable[[Job], None]

_wanted = regional_records("backup_outcomes")
_STATUSES = ("COMPLETED", "RUNNING", "FAILED")
_ENDED = ("COMPLETED", "FAILED", "ABORTED")
# Kind of job -> its records, the member that tells its state, and what happens at its end.
_kinds: dict[str, tuple[Any, str, Complete]] = {}


class JobFailedError(Exception):
    """A job cannot do its work; the message is its `StatusMessage`."""


def register(kind: str, jobs: Any, state: str, complete: Complete) -> None:
    """Let jobs of this kind be started and ended here."""
    _kinds[kind] = (jobs, state, complete)


def want(kind: str, status: str, message: str = "") -> None:
    """The coming jobs of this kind end so; RUNNING: only by `end`. Raise ValueError if unknown."""
    if kind not in _kinds or status not in _STATUSES:
        raise ValueError(f"{kind} {status}: kinds are {sorted(_kinds)}, statuses {_STATUSES}")
    _wanted[kind] = {"status": status, "message": message}


def start(kind: str, job: Job) -> None:
    """Run a new job as far as it is wanted to go."""
    _, state, _ = _kinds[kind]
    wanted = _wanted.get(kind) or {"status": "COMPLETED", "message": ""}
    job[state], job["PercentDone"] = "RUNNING", "0.0"
    job.pop("CompletionDate", None)
    if wanted["status"] != "RUNNING":
        _end(kind, job, wanted["status"], wanted["message"])


def end(job_id: str, status: str, message: str = "") -> None:
    """End a job that is held; raise ValueError if there is none."""
    for kind, (jobs, state, _) in _kinds.items():
        job = jobs.get(job_id)
        if job and job[state] not in _ENDED and status in ("COMPLETED", "FAILED"):
            _end(kind, job, status, message)
            return
    raise ValueError(f"no job {job_id!r} is running that could be {status}")


def _end(kind: str, job: Job, status: str, message: str) -> None:
    _, state, complete = _kinds[kind]
    if status == "COMPLETED":
        try:
            complete(job)
        except JobFailedError as problem:
            status, message = "FAILED", str(problem)
    job[state] = status
    job["CompletionDate"] = backup._epoch()
    job["PercentDone"] = "100.0" if status == "COMPLETED" else "0.0"
    if message:
        job["StatusMessage"] = message

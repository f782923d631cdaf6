"""What tests ask of, and do to, the copies that an embedded AWS holds."""

import json
import urllib.parse
from dataclasses import dataclass
from typing import Any, Literal

from scripts.embedded_aws import loopback

Kind = Literal["backup", "copy", "restore"]
Outcome = Literal["COMPLETED", "FAILED", "RUNNING"]


@dataclass(frozen=True)
class Copies:
    """Recovery points, snapshots and the jobs that make them and restore from them.

    A wrong request raises urllib's HTTPError.
    """

    url: str

    def origin(self, cluster: str) -> dict[str, str]:
        """From which copy a cluster came: `snapshot`, or `cluster`, `time` and `type`; or empty."""
        found = self._get("aurora-origin", cluster=cluster)
        return {str(key): str(value) for key, value in found.items()}

    def restored_directories(self, file_system: str) -> list[dict[str, Any]]:
        """The directories that restore jobs made in a file system, the oldest first."""
        return list(self._get("restored-directories", **{"file-system": file_system}))

    def jobs_end(self, kind: Kind, status: Outcome, message: str = "") -> None:
        """How the coming jobs of AWS Backup end; RUNNING holds them until `end_job`."""
        self._post("backup-outcome", kind=kind, status=status, message=message)

    def end_job(self, job: str, status: Literal["COMPLETED", "FAILED"], message: str = "") -> None:
        """End a job that is held."""
        self._post("backup-job-end", job=job, status=status, message=message)

    def automated_snapshot(self, cluster: str, time: str) -> str:
        """Aurora takes its daily snapshot of a cluster, at a time such as 2026-11-30T03:00:00Z."""
        return str(self._post("aurora-snapshot", cluster=cluster, time=time)["arn"])

    def change(self, arn: str, *, time: str = "", status: str = "") -> None:
        """Let a recovery point or snapshot be of another time or status.

        The time of a cluster is that from which on it can be restored.
        """
        given = {"time": time, "status": status}
        self._post("copy", arn=arn, **{key: value for key, value in given.items() if value})

    def _get(self, call: str, **query: str) -> Any:
        return json.loads(loopback.get(self._address(call, query)))

    def _post(self, call: str, **query: str) -> Any:
        return json.loads(loopback.post(self._address(call, query)))

    def _address(self, call: str, query: dict[str, str]) -> str:
        return f"{self.url}/_ministack/{call}?{urllib.parse.urlencode(query)}"

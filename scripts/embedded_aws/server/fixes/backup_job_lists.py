"""Backup: lists of backup, copy and restore jobs, filtered as their operations let one ask."""

import time
from collections.abc import Iterable
from typing import Any

from ministack.services import backup

from scripts.embedded_aws.server.fixes.backup_routes import invalid, page
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.times import moment
from scripts.embedded_aws.server.wire import Response

Job = dict[str, Any]
Query = dict[str, str]

_MEMBERS = {
    "backupVaultName": "BackupVaultName",
    "destinationVaultArn": "DestinationBackupVaultArn",
    "resourceArn": "ResourceArn",
    "resourceType": "ResourceType",
    "sourceRecoveryPointArn": "SourceRecoveryPointArn",
    "state": "State",
    "status": "Status",
}
_TIMES = {
    "createdBefore": ("CreationDate", -1),
    "createdAfter": ("CreationDate", 1),
    "completeBefore": ("CompletionDate", -1),
    "completeAfter": ("CompletionDate", 1),
}


def jobs_page(jobs: Iterable[Job], query: Query, member: str) -> Response:
    """The jobs that the query string asks for, the newest first."""
    try:
        found = [each for each in jobs if _passes(each, query)]
    except ValueError as problem:
        return invalid(str(problem))
    newest_first = sorted(found, key=lambda job: -float(job["CreationDate"]))
    return page([shown(each) for each in newest_first], query, member)


def shown(record: Job) -> Job:
    """A record without the members that are our own."""
    return {key: value for key, value in record.items() if not key.startswith("_")}


def _passes(job: Job, query: Query) -> bool:
    if any(key in query and job.get(member) != query[key] for key, member in _MEMBERS.items()):
        return False
    for key, (member, sign) in _TIMES.items():
        told = job.get(member, time.time())
        if key in query and sign * (told - moment(query[key]).timestamp()) < 0:
            return False
    return True


@around(backup, "_list_jobs")
def list_backup_jobs(_original: Handler, query: Query) -> Response:
    return jobs_page(backup._jobs.values(), query, "BackupJobs")

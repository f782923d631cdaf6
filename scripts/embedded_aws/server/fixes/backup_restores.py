"""Backup: restore jobs of file systems and of Aurora clusters."""

from typing import Any

from ministack.core.responses import get_account_id, new_uuid
from ministack.services import backup

from scripts.embedded_aws.server import backup_outcomes, recovery_points
from scripts.embedded_aws.server.backup_outcomes import JobFailedError
from scripts.embedded_aws.server.fixes.backup_job_lists import jobs_page, shown
from scripts.embedded_aws.server.fixes.backup_resources import describe_protected_resource
from scripts.embedded_aws.server.fixes.backup_restored import restore_cluster, restore_files
from scripts.embedded_aws.server.fixes.backup_routes import missing, ok, route
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

Query = dict[str, str]

_jobs = regional_records("restore_jobs")
_RESTORE = {"Aurora": restore_cluster, "EFS": restore_files}


@route("PUT", "/restore-jobs")
def start_restore(_parts: Any, request: dict[str, Any], _query: Query) -> Response:
    token = request.get("IdempotencyToken")
    earlier = [each for each in _jobs.values() if token and each["_token"] == token]
    if earlier:
        return ok({"RestoreJobId": earlier[0]["RestoreJobId"]})
    refusal = refuse_restore(request)
    if refusal:
        return refusal
    point = recovery_points.find(request["RecoveryPointArn"])
    if point is None:
        return missing(f"Recovery point {request['RecoveryPointArn']} not found")
    job = {
        "AccountId": get_account_id(),
        "RestoreJobId": new_uuid().upper(),
        "RecoveryPointCreationDate": point["CreationDate"],
        "SourceResourceArn": point["ResourceArn"],
        "CreationDate": backup._epoch(),
        "IamRoleArn": request.get("IamRoleArn", ""),
        "IsParent": False,
        "_token": token,
        "_metadata": request["Metadata"],
        "_with_tags": bool(request.get("CopySourceTagsToRestoredResource")),
    }
    shared = ("RecoveryPointArn", "BackupVaultArn", "BackupSizeInBytes", "ResourceType")
    job |= {key: point[key] for key in shared}
    _jobs[job["RestoreJobId"]] = job
    backup_outcomes.start("restore", job)
    return ok({"RestoreJobId": job["RestoreJobId"]})


def refuse_restore(_request: dict[str, Any]) -> Response | None:
    """Nothing; guards/backup_restores.py refuses what AWS would."""
    return None


def _complete(job: dict[str, Any]) -> None:
    point = recovery_points.find(job["RecoveryPointArn"])
    restore = _RESTORE.get(job["ResourceType"])
    if point is None:
        raise JobFailedError("The recovery point is gone.")
    if restore is None:
        raise JobFailedError(f"Restores of {job['ResourceType']} are not emulated.")
    tags = point["_tags"] if job["_with_tags"] else {}
    job["CreatedResourceArn"] = restore(point, job["_metadata"], tags)
    point["LastRestoreTime"] = backup._epoch()


backup_outcomes.register("restore", _jobs, "Status", _complete)


@route("GET", "/restore-jobs/{}/metadata")
def get_restore_job_metadata(parts: Any, *_: Any) -> Response:
    job = _jobs.get(parts[0])
    if job is None:
        return missing(f"Restore job {parts[0]} not found")
    return ok({"RestoreJobId": parts[0], "Metadata": job["_metadata"]})


@route("GET", "/restore-jobs/{}")
def describe_restore_job(parts: Any, *_: Any) -> Response:
    job = _jobs.get(parts[0])
    return ok(shown(job)) if job else missing(f"Restore job {parts[0]} not found")


@route("PUT", "/restore-jobs/{}/validations")
def put_restore_validation_result(parts: Any, request: dict[str, Any], _query: Query) -> Response:
    job = _jobs.get(parts[0])
    if job is None:
        return missing(f"Restore job {parts[0]} not found")
    if job["Status"] != "COMPLETED":
        return backup._err("InvalidRequestException", "The restore job is not completed.", 400)
    job |= {key: request[key] for key in request if key.startswith("ValidationStatus")}
    return 204, {}, b""


@route("GET", "/restore-jobs")
def list_restore_jobs(_parts: Any, _body: Any, query: Query) -> Response:
    return jobs_page(_jobs.values(), query, "RestoreJobs")


@route("GET", "/resources/{}/restore-jobs")
def list_restore_jobs_by_resource(parts: Any, _body: Any, query: Query) -> Response:
    found = [job for job in _jobs.values() if job["SourceResourceArn"] == parts[0]]
    return jobs_page(found, query, "RestoreJobs")


# After the longer paths: the ARN in this one may hold slashes.
route("GET", "/resources/{}")(describe_protected_resource)

"""Where the state lies: reachable, versioned, encrypted, and nobody else at work on it."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, ok, problem
from scripts.preflight.subject import Subject
from scripts.project import ROOT
from scripts.terraform.backend.locks import local_locks
from scripts.terraform.backend.place import LocalPlace

_BOOTSTRAP = "openemr state bootstrap"


def remote_state(subject: Subject) -> Iterator[Finding]:
    """Bucket, lock table and lock; for a local state the file and its lock."""
    if subject.remote_state is None:
        yield from _local(subject)
        return
    yield from _bucket(subject)
    if "dynamodb_table" in subject.backend:
        yield from _lock_table(subject)
    if subject.backend.get("use_lockfile"):
        yield from _lock_object(subject)


def _local(subject: Subject) -> Iterator[Finding]:
    place = LocalPlace(ROOT / f"terraform.{subject.name}.tfstate")
    count = len(subject.state.get("resources", []))
    there = place.path.exists()
    yield ok(place.path.name, f"{count} resources" if there else "not there yet")
    for lock in local_locks(place):
        # What describes the lock outlives a killed command; the kernel's lock does not.
        if lock.holder is not None:
            yield _locked(subject, json.dumps(lock.info))


def _locked(subject: Subject, text: str) -> Finding:
    """Terraform writes who took a lock into it."""
    try:
        lock = json.loads(text)
    except ValueError:
        lock = {}
    who, when = lock.get("Who", "somebody"), str(lock.get("Created", ""))[:19]
    said = f"locked by {who} for {lock.get('Operation', 'something')} since {when} UTC"
    return problem("Lock", said, f"let it end; if it died: openemr state unlock {subject.name}")


def _bucket(subject: Subject) -> Iterator[Finding]:
    name = subject.backend["bucket"]
    s3 = subject.account.client("s3", subject.backend["region"])
    with aws_errors(f"look at the state's bucket {name}"):
        try:
            s3.head_bucket(Bucket=name)
        except s3.exceptions.ClientError as refused:
            code = refused.response["Error"]["Code"]
            if code not in ("403", "404", "NoSuchBucket"):
                raise
            said = "belongs to somebody else, or is closed to you" if code == "403" else "missing"
            fix = "context.remote_state.bucket: another name" if code == "403" else _BOOTSTRAP
            yield problem(name, said, fix)
            return
        versioning = s3.get_bucket_versioning(Bucket=name).get("Status")
    if versioning == "Enabled":
        yield ok(name, f"reachable and versioned; {subject.backend['key']}")
    else:
        said = "not versioned: a state that is lost or broken could not be brought back"
        yield problem(name, said, _BOOTSTRAP)
    resources = subject.state.get("resources", [])
    yield ok("State", f"{len(resources)} resources" if resources else "nothing deployed yet")


def _lock_table(subject: Subject) -> Iterator[Finding]:
    table = subject.backend["dynamodb_table"]
    dynamodb = subject.account.client("dynamodb", subject.backend["region"])
    place = f"{subject.backend['bucket']}/{subject.backend['key']}"
    with aws_errors(f"look at the lock table {table}"):
        try:
            status = dynamodb.describe_table(TableName=table)["Table"]["TableStatus"]
        except dynamodb.exceptions.ResourceNotFoundException:
            yield problem(table, "the lock table is missing", _BOOTSTRAP)
            return
        held = dynamodb.get_item(TableName=table, Key={"LockID": {"S": place}}).get("Item", {})
    yield ok(table, f"the lock table is {status.lower()}")
    if "Info" in held:
        yield _locked(subject, held["Info"]["S"])


def _lock_object(subject: Subject) -> Iterator[Finding]:
    s3: Any = subject.account.client("s3", subject.backend["region"])
    key = f"{subject.backend['key']}.tflock"
    with aws_errors(f"look for the lock {key}"):
        try:
            held = s3.get_object(Bucket=subject.backend["bucket"], Key=key)
        except s3.exceptions.ClientError as refused:
            if refused.response["Error"]["Code"] in ("NoSuchKey", "NoSuchBucket", "404"):
                return
            raise
        yield _locked(subject, held["Body"].read().decode(errors="replace"))

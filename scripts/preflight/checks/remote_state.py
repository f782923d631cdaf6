"""Terraform state: reachable, versioned, encrypted, and not locked."""

from collections.abc import Generator, Iterator

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, ok, problem
from scripts.preflight.subject import Subject
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.locks import FILE, Lock, locks_of
from scripts.terraform.backend.place import LocalPlace
from scripts.terraform.documents.state import StateResources

_BOOTSTRAP = "openemr state bootstrap"


def remote_state(subject: Subject) -> Iterator[Finding]:
    """Check bucket, lock table and locks; for a local state the file and its lock."""
    if isinstance(subject.place, LocalPlace):
        file = subject.place.path
        yield ok(file.name, _contents(subject) if file.exists() else "does not exist yet")
    if subject.bucket and not (yield from _bucket(subject, subject.bucket)):
        return
    if subject.bucket and not (yield from _lock_table(subject.bucket)):
        return
    for lock in locks_of(subject.place, subject.bucket):
        # The description of a file's lock outlives a killed command; the kernel's lock does not.
        if lock.kind != FILE or lock.holder is not None:
            yield _locked(subject, lock)


def _contents(subject: Subject) -> str:
    return f"{len(StateResources.of(subject.state))} resources"


def _locked(subject: Subject, lock: Lock) -> Finding:
    who, when = lock.info.get("Who", "somebody"), lock.info.get("Created", "")[:19]
    text = f"locked by {who} for {lock.info.get('Operation', 'something')} since {when} UTC"
    fix = f"wait until it ends; if it died: openemr state unlock {subject.name}"
    return problem("Lock", text, fix)


def _bucket(subject: Subject, bucket: StateBucket) -> Generator[Finding, None, bool]:
    """Check that the bucket can be read."""
    name = bucket.place.bucket
    with aws_errors(f"check the state's bucket {name}"):
        try:
            bucket.s3.head_bucket(Bucket=name)
        except bucket.s3.exceptions.ClientError as refused:
            code = refused.response["Error"]["Code"]
            if code not in ("403", "404", "NoSuchBucket"):
                raise
            text = "belongs to another account, or access is denied" if code == "403" else "missing"
            fix = "context.remote_state.bucket: another name" if code == "403" else _BOOTSTRAP
            yield problem(name, text, fix)
            return False
        versioning = bucket.s3.get_bucket_versioning(Bucket=name).get("Status")
    if versioning == "Enabled":
        yield ok(name, f"reachable and versioned; {bucket.place.key}")
    else:
        text = "not versioned: a lost or damaged state could not be restored"
        yield problem(name, text, _BOOTSTRAP)
    yield ok("State", _contents(subject) if subject.state else "nothing deployed yet")
    return True


def _lock_table(bucket: StateBucket) -> Generator[Finding, None, bool]:
    """Check that the lock table exists, if the backend uses one."""
    table = bucket.place.table
    if not table:
        return True
    with aws_errors(f"check the lock table {table}"):
        try:
            status = bucket.dynamodb.describe_table(TableName=table)["Table"]["TableStatus"]
        except bucket.dynamodb.exceptions.ResourceNotFoundException:
            yield problem(table, "the lock table is missing", _BOOTSTRAP)
            return False
    yield ok(table, f"the lock table is {status.lower()}")
    return True

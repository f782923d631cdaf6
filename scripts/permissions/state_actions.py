"""IAM actions on the remote state, which every task reads and some write.

https://developer.hashicorp.com/terraform/language/backend/s3#permissions-required (2026-11-30)
"""

from collections.abc import Iterator

from scripts.permissions.task import Task
from scripts.resources.facets.actions import Grant, grant
from scripts.terraform.backend.place import RemotePlace


def state_actions(task: Task, state: RemotePlace | None) -> Iterator[Grant]:
    """Read it; lock it, and read its versions, to plan; write it to deploy and destroy."""
    if state is None:
        return
    bucket = f"arn:aws:s3:::{state.bucket}"
    yield grant("s3:GetObject", f"{bucket}/{state.key}")
    yield grant("s3:GetObject", f"{bucket}/{state.lock_key}")
    yield grant("s3:ListBucket", bucket)
    if task is not Task.OPERATE:
        yield grant("s3:GetBucketVersioning s3:ListBucketVersions", bucket)
    if task is Task.PLAN:
        # scripts/commands/state/versions.py
        yield grant("s3:GetObjectVersion", f"{bucket}/{state.key}")
        yield grant("s3:DeleteObject s3:PutObject", f"{bucket}/{state.lock_key}")
    elif task is not Task.OPERATE:
        written = (f"{bucket}/{state.key}", f"{bucket}/{state.lock_key}")
        yield grant("s3:PutObject", *written)
        yield grant("s3:DeleteObject", f"{bucket}/{state.lock_key}")
    # The key of the bucket, which another stack made: of any id, for S3 only.
    through_s3 = (("StringEquals", "kms:ViaService", f"s3.{state.region}.amazonaws.com"),)
    key = f"arn:aws:kms:{state.region}:{{account}}:key/*"
    used = "kms:Decrypt" if task is Task.OPERATE else "kms:Decrypt kms:GenerateDataKey"
    yield grant(used, key, when=through_s3)
    if state.table:
        table = f"arn:aws:dynamodb:{state.region}:{{account}}:table/{state.table}"
        if task is Task.PLAN:
            yield grant("dynamodb:DescribeTable", table)
        yield grant("dynamodb:GetItem", table)
        if task is not Task.OPERATE:
            yield grant("dynamodb:DeleteItem dynamodb:PutItem", table)

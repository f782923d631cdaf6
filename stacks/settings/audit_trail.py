"""Settings of the CloudTrail trail."""

from typing import Annotated, Literal

from pydantic import Field

from stacks.settings.group import Group, InEvaluation


class AuditTrailSettings(Group):
    """Who called which AWS API: a trail of all Regions of the account."""

    enabled: Annotated[bool, InEvaluation(False)] = Field(
        True,
        description="Make a trail. false where the organisation's, or another deployment's in the "
        "same account, already records: AWS charges for each further copy.",
    )
    retention_days: int = Field(
        2557,
        ge=365,
        le=36500,
        description="Life of a log file in S3; 2557 days are seven years. Copies in CloudWatch "
        "Logs stay for logs.audit_retention_days.",
    )
    archive_after_days: int = Field(
        90, ge=30, le=364, description="Age at which a log file moves to S3 Glacier."
    )
    object_lock: Annotated[Literal["off", "governance", "compliance"], InEvaluation("off")] = Field(
        "governance",
        description="S3 Object Lock over the whole retention. `governance` yields to a special "
        "right, `compliance` to nobody, not even AWS. Decides when the bucket is made, for good.",
    )

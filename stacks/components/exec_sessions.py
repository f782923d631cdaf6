"""ECS Exec: recorded, encrypted shells into running tasks."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from stacks.components.access_logs import AccessLogs
from stacks.components.bucket import PrivateBucket
from stacks.foundation import Foundation
from stacks.policies import Statement, allow


class ExecSessions(Construct):
    """What was typed into a task and what it answered, as log and as object.

    Losing it loses the evidence of who did what with patients' data.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        access_logs: AccessLogs,
    ) -> None:
        super().__init__(scope, id_)
        self.key_arn = base.encryption.logs_key_arn
        self._log = CloudwatchLogGroup(
            self,
            "log",
            name=base.names.path("execsessions"),
            kms_key_id=self.key_arn,
            retention_in_days=base.logs.audit_retention_days,
        )
        self.log_group_name = self._log.name
        self._bucket = PrivateBucket(
            self,
            "store",
            name=base.names.bucket("execlogs", base.account.id),
            expiration_days=base.logs.audit_retention_days,
            retained=base.production,
            kms_key_arn=self.key_arn,
        )
        self._bucket.grant()
        self.bucket_name = self._bucket.name
        self.bucket_arn = self._bucket.arn
        access_logs.record(self._bucket, "exec")

    def grant_session(self) -> list[Statement]:
        """What a task's role needs to open and record sessions.

        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
        """
        channels = [
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ]
        streams = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        return [
            allow("ExecChannels", channels, ["*"]),
            allow("ExecFindLog", ["logs:DescribeLogGroups"], ["*"]),
            allow("ExecLog", streams, [f"{self._log.arn}:*"]),
            allow("ExecBucket", ["s3:GetEncryptionConfiguration"], [self._bucket.arn]),
            allow("ExecObjects", ["s3:PutObject"], [f"{self._bucket.arn}/*"]),
            allow("ExecKey", ["kms:Decrypt", "kms:GenerateDataKey"], [self.key_arn]),
        ]

"""The record of restore tests in a CloudWatch log group, which outlives pairs and machines."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.aws.reader import AwsReader
from scripts.cli.errors import OperationFailedError
from scripts.commands.restore.test_.record import Record, records_of

GROUP = "aws_cloudwatch_log_group.restore_tests_log"
_EXISTS = "ResourceAlreadyExistsException"


class NotRecordedError(OperationFailedError):
    """CloudWatch Logs did not take a line."""


@dataclass(frozen=True)
class Evidence:
    """The log group of one deployment. group: its name."""

    account: AwsAccount
    group: str

    @classmethod
    def of(cls, configuration: Mapping[str, Any], account: AwsAccount) -> "Evidence":
        """The group that a configuration has."""
        kind, _, name = GROUP.partition(".")
        return cls(account, str(configuration["resource"][kind][name]["name"]))

    def write(self, record: Record) -> None:
        """Add a line, each of which tells the whole test. Raises AwsError, NotRecordedError."""
        logs = self.account.client("logs")
        stream = {"logGroupName": self.group, "logStreamName": record.id}
        try:
            with aws_errors(f"open a stream of {self.group} (logs:CreateLogStream)"):
                logs.create_log_stream(**stream)
        except AwsError as refused:
            if _EXISTS not in str(refused):
                raise
        now = int(datetime.now(timezone.utc).timestamp() * 1000)
        event = {"timestamp": now, "message": json.dumps(record.data, sort_keys=True)}
        with aws_errors(f"record the test in {self.group} (logs:PutLogEvents)"):
            answer = logs.put_log_events(**stream, logEvents=[event])
        if rejected := answer.get("rejectedLogEventsInfo"):
            raise NotRecordedError(f"{self.group} did not take the record of the test: {rejected}.")

    def read(self) -> list[Record]:
        """All tests, the newest first; none without the group. Raises AwsError."""
        events = AwsReader(self.account).list(
            "logs",
            "filter_log_events",
            "events",
            absent="ResourceNotFoundException",
            logGroupName=self.group,
        )
        in_order = sorted(events, key=lambda each: int(each["timestamp"]))
        return records_of(str(each["message"]) for each in in_order)

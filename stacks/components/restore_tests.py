"""The record of restore tests: when copies were last brought back, and what was found."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from constructs import Construct

from stacks.foundation import Foundation


class RestoreTests(Construct):
    """A log group to which `openemr restore test` writes one JSON object a line.

    Losing it loses the evidence that the contingency plan was tested (45 CFR 164.308(a)(7)(ii)(D)),
    which is kept as long as other audit logs.
    """

    def __init__(self, scope: Construct, id_: str, base: Foundation) -> None:
        super().__init__(scope, id_)
        log = CloudwatchLogGroup(
            self,
            "log",
            name=base.names.path("restoretests"),
            kms_key_id=base.encryption.logs_key_arn,
            retention_in_days=base.logs.audit_retention_days,
        )
        self.log_group_name = log.name

"""VPC flow logs: who talked to whom, kept as evidence."""

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.flow_log import FlowLog
from constructs import Construct

from stacks.components.network import Network
from stacks.components.service_role import ServiceRole
from stacks.foundation import Foundation
from stacks.policies import allow


class FlowLogs(Construct):
    """All traffic of the VPC, accepted and rejected.

    Losing them loses no record of a patient, but the trace that an investigation needs.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
    ) -> None:
        super().__init__(scope, id_)
        group = CloudwatchLogGroup(
            self,
            "records",
            name=base.names.path("flowlogs"),
            kms_key_id=base.encryption.logs_key_arn,
            retention_in_days=base.logs.audit_retention_days,
        )
        role = self._delivery_role(base, group)
        FlowLog(
            self,
            "vpc",
            vpc_id=network.vpc_id,
            traffic_type="ALL",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=60,
            # Deliveries before the role may write would be lost.
            depends_on=role.attachments,
            tags={"Name": base.names("flowlogs")},
        )

    def _delivery_role(self, base: Foundation, group: CloudwatchLogGroup) -> ServiceRole:
        """https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html."""
        write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        return ServiceRole(
            self,
            "delivery",
            name=base.names("flowlogs"),
            service="vpc-flow-logs.amazonaws.com",
            account=base.account,
            statements=[
                allow("Write", write, [f"{group.arn}:*"]),
                allow("Find", ["logs:DescribeLogGroups"], ["*"]),
            ],
        )

"""CloudTrail: who called which AWS API, in all Regions, kept for years."""

from cdktf_cdktf_provider_aws.cloudtrail import (
    Cloudtrail,
    CloudtrailAdvancedEventSelector,
    CloudtrailAdvancedEventSelectorFieldSelector,
)
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from constructs import Construct

from stacks.components.access_logs import AccessLogs
from stacks.components.bucket import PrivateBucket
from stacks.components.exec_sessions import ExecSessions
from stacks.components.service_role import ServiceRole
from stacks.components.topic import PrivateTopic
from stacks.foundation import Foundation
from stacks.policies import Statement, allow
from stacks.settings.audit_trail import AuditTrailSettings

SERVICE = {"Service": "cloudtrail.amazonaws.com"}
FieldSelector = CloudtrailAdvancedEventSelectorFieldSelector
EventSelector = CloudtrailAdvancedEventSelector


class AuditTrail(Construct):
    """All management events of the account, and every access to the objects of our buckets.

    Losing it loses the proof of who did what. In production nothing here is destroyed with the
    deployment, and Object Lock keeps log files from being deleted before their time.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        access_logs: AccessLogs,
        exec_sessions: ExecSessions | None,
        settings: AuditTrailSettings,
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        # Policies name the trail and its bucket before they exist.
        trail_arn = base.account.arn("cloudtrail", f"trail/{base.names('trail')}")
        self._from_trail = {"StringEquals": {"aws:SourceArn": trail_arn}}
        self._bucket_name = base.names.bucket("trail", base.account.id)
        self._key_arn = base.encryption.add_key("trail", "audit trail", *self._key_statements())
        self._bucket = self._log_files(settings)
        self.bucket_name = self._bucket.name
        access_logs.record(self._bucket, "trail")
        self._log = CloudwatchLogGroup(
            self,
            "log",
            name=base.names.path("trail"),
            kms_key_id=base.encryption.logs_key_arn,
            retention_in_days=base.logs.audit_retention_days,
        )
        self.log_group_name = self._log.name
        self._trail(
            self._bucket_policy(), [access_logs.bucket_arn, self._bucket.arn], exec_sessions
        )

    def _key_statements(self) -> list[Statement]:
        """What CloudTrail needs to encrypt log files and its notifications (2026-11).

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
        https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
        """
        account, name = self._base.account, self._base.names("trail")
        contexts = {
            "LogFiles": ("aws:cloudtrail:arn", f"arn:aws:cloudtrail:*:{account.id}:trail/*"),
            "BucketKey": ("aws:s3:arn", f"arn:aws:s3:::{self._bucket_name}"),
            "Deliveries": ("aws:sns:topicArn", account.arn("sns", name)),
        }
        uses = [
            allow(
                sid,
                ["kms:Decrypt", "kms:GenerateDataKey*"],
                ["*"],
                principal=SERVICE,
                condition=self._from_trail
                | {"StringLike": {f"kms:EncryptionContext:{context}": value}},
            )
            for sid, (context, value) in contexts.items()
        ]
        describe = allow(
            "Describe",
            ["kms:DescribeKey"],
            ["*"],
            principal=SERVICE,
            condition=self._from_trail,
        )
        return [*uses, describe]

    def _log_files(self, settings: AuditTrailSettings) -> PrivateBucket:
        return PrivateBucket(
            self,
            "store",
            name=self._bucket_name,
            expiration_days=settings.retention_days,
            archive_after_days=settings.archive_after_days,
            lock_mode=None if settings.object_lock == "off" else settings.object_lock.upper(),
            retained=self._base.production,
            kms_key_arn=self._key_arn,
        )

    def _bucket_policy(self) -> S3BucketPolicy:
        """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html"""
        files = f"{self._bucket.arn}/AWSLogs/{self._base.account.id}/*"
        owned = self._from_trail["StringEquals"] | {"s3:x-amz-acl": "bucket-owner-full-control"}
        return self._bucket.grant(
            allow(
                "TrailLooks",
                ["s3:GetBucketAcl"],
                [self._bucket.arn],
                principal=SERVICE,
                condition=self._from_trail,
            ),
            allow(
                "TrailWrites",
                ["s3:PutObject"],
                [files],
                principal=SERVICE,
                condition={"StringEquals": owned},
            ),
        )

    def _trail(
        self, written: S3BucketPolicy, log_stores: list[str], exec_sessions: ExecSessions | None
    ) -> None:
        """`log_stores`: ARNs of the buckets that AWS itself fills all day."""
        delivery = self._delivery_role()
        # For whoever wants to hear of each log file, such as a SIEM; people get alarms instead.
        topic = PrivateTopic(
            self,
            "deliveries",
            name=self._base.names("trail"),
            kms_key_arn=self._key_arn,
            publishers={"cloudtrail": self._from_trail},
        )
        selectors = [_management_events(), _object_events("Log stores", log_stores, reading=True)]
        if exec_sessions:
            selectors.append(_object_events("ECS Exec sessions", [exec_sessions.bucket_arn]))
        Cloudtrail(
            self,
            "trail",
            name=self._base.names("trail"),
            s3_bucket_name=self._bucket.name,
            kms_key_id=self._key_arn,
            cloud_watch_logs_group_arn=f"{self._log.arn}:*",
            cloud_watch_logs_role_arn=delivery.arn,
            sns_topic_name=topic.name,
            enable_logging=True,
            enable_log_file_validation=True,
            include_global_service_events=True,
            is_multi_region_trail=True,
            advanced_event_selector=selectors,
            # CloudTrail tries all of them before it accepts the trail.
            depends_on=[written, topic.policy, *delivery.attachments],
        )

    def _delivery_role(self) -> ServiceRole:
        """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html"""
        account = self._base.account
        streams = f"{self._log.arn}:log-stream:{account.id}_CloudTrail_{account.region}*"
        write = allow("Write", ["logs:CreateLogStream", "logs:PutLogEvents"], [streams])
        return ServiceRole(
            self,
            "delivery",
            name=self._base.names("trail"),
            service=SERVICE["Service"],
            account=account,
            statements=[write],
        )


def _management_events() -> EventSelector:
    category = FieldSelector(field="eventCategory", equal_to=["Management"])
    return EventSelector(name="Management events", field_selector=[category])


def _object_events(name: str, buckets: list[str], *, reading: bool = False) -> EventSelector:
    """Access to objects; with `reading` not their delivery, whose record is delivered again."""
    fields = [
        FieldSelector(field="eventCategory", equal_to=["Data"]),
        FieldSelector(field="resources.type", equal_to=["AWS::S3::Object"]),
        FieldSelector(field="resources.ARN", starts_with=[f"{arn}/" for arn in buckets]),
    ]
    if reading:
        fields.append(FieldSelector(field="eventName", not_equals=["PutObject"]))
    return EventSelector(name=name, field_selector=fields)

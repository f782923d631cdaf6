"""The bucket that keeps access logs of the load balancer and of other buckets."""

from constructs import Construct

from stacks.components.bucket import PrivateBucket
from stacks.foundation import Foundation
from stacks.policies import allow

BUCKET_LOG_PREFIX = "s3/"


class AccessLogs(Construct):
    """Who asked for what, and when: the first thing an investigation reads.

    Both deliveries accept no other encryption than S3's own keys:
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
    """

    LOAD_BALANCER_PREFIX = "alb"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
    ) -> None:
        super().__init__(scope, id_)
        self._bucket = PrivateBucket(
            self,
            "store",
            name=base.names.bucket("accesslogs", base.account.id),
            expiration_days=base.logs.access_log_retention_days,
            retained=base.production,
        )
        self.bucket_name = self._bucket.name
        self.bucket_arn = self._bucket.arn
        # In every Region, instead of the account ids of those before August 2022:
        # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
        # as ansible-collections/amazon.aws pull request 2845 (2026-02) and trussworks/
        # terraform-aws-logs pull request 332 (2026-06) read it (looked up 2026-11-30).
        from_load_balancer = allow(
            "LoadBalancer",
            ["s3:PutObject"],
            [f"{self._bucket.arn}/{self.LOAD_BALANCER_PREFIX}/AWSLogs/{base.account.id}/*"],
            principal={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        )
        # https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
        from_buckets = allow(
            "Buckets",
            ["s3:PutObject"],
            [f"{self._bucket.arn}/{BUCKET_LOG_PREFIX}*"],
            principal={"Service": "logging.s3.amazonaws.com"},
            condition={"StringEquals": {"aws:SourceAccount": base.account.id}},
        )
        self.policy = self._bucket.grant(from_load_balancer, from_buckets)

    def record(self, bucket: PrivateBucket, role: str) -> None:
        """Keep the access log of `bucket` here."""
        bucket.log_access_to(self._bucket, f"{BUCKET_LOG_PREFIX}{role}/")

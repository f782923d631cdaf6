"""The session cache: Valkey on ElastiCache Serverless."""

import json

from cdktf_cdktf_provider_aws.cloudformation_stack import CloudformationStack
from cdktf_cdktf_provider_aws.elasticache_serverless_cache import (
    ElasticacheServerlessCache,
    ElasticacheServerlessCacheCacheUsageLimits,
    ElasticacheServerlessCacheCacheUsageLimitsDataStorage,
    ElasticacheServerlessCacheCacheUsageLimitsEcpuPerSecond,
)
from cdktf_cdktf_provider_aws.elasticache_user_group import ElasticacheUserGroup
from constructs import Construct

from stacks.components.credentials import Credentials
from stacks.components.network import Network
from stacks.components.notifications import Notifications
from stacks.components.perimeter import Perimeter
from stacks.foundation import Foundation
from stacks.settings.data import CacheSettings

# What phpredis needs for its session handler (measured with 5.3.7 and 6.2.0), and only on session
# keys. To lock, it sends SET NX PX on PHPREDIS_SESSION:<id>_LOCK, and GET; to unlock, EVALSHA of a
# script that does GET and DEL, and EVAL where the server does not know the script yet
# (redis_session.c, lock_acquire and lock_release). A script may do what its user may, no more.
ACCESS = (
    "on ~PHPREDIS_SESSION:* -@all +@connection +get +getex +set +setex +expire +del +exists "
    "+eval +evalsha"
)


class Cache(Construct):
    """PHP sessions, shared so that any task can serve any signed-in user.

    Losing the cache signs users out and loses no record, so nothing here is protected from
    deletion.
    """

    PORT = 6379

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
        credentials: Credentials,
        notifications: Notifications | None,
        settings: CacheSettings,
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self.perimeter = Perimeter(
            self, "perimeter", name=base.names("cache"), role="cache", vpc_id=network.vpc_id
        )
        cache = ElasticacheServerlessCache(
            self,
            "valkey",
            name=base.names("cache"),
            description="OpenEMR sessions",
            engine="valkey",
            major_engine_version="8",
            kms_key_id=base.encryption.data_key_arn,
            subnet_ids=network.private_subnet_ids,
            security_group_ids=[self.perimeter.id],
            user_group_id=self._user_group(credentials, notifications),
            snapshot_retention_limit=settings.snapshot_retention_days,
            daily_snapshot_time="04:00",
            cache_usage_limits=[self._limits(settings)],
        )
        self.name = cache.name
        self.host = cache.endpoint.get(0).address

    def _user_group(self, credentials: Credentials, notifications: Notifications | None) -> str:
        """One user, who may touch session keys only; there is no default user.

        The provider's aws_elasticache_user would keep the password in the state (its write-only
        argument came with 6.x, hashicorp/terraform-provider-aws#45988). CloudFormation reads it
        from Secrets Manager on AWS's side instead.
        """
        user = {
            "Type": "AWS::ElastiCache::User",
            "Properties": {
                "UserId": self._base.names("sessions"),
                "UserName": credentials.CACHE_USER,
                "Engine": "valkey",
                "AccessString": ACCESS,
                "AuthenticationMode": {
                    "Type": "password",
                    "Passwords": [credentials.resolved_cache_password],
                },
            },
        }
        template = {"Resources": {"User": user}, "Outputs": {"UserId": {"Value": {"Ref": "User"}}}}
        self.user = stack = CloudformationStack(
            self,
            "user",
            name=self._base.names("sessions"),
            template_body=json.dumps(template),
            notification_arns=[notifications.topic_arn] if notifications else None,
        )
        group = ElasticacheUserGroup(
            self,
            "users",
            engine="valkey",
            user_group_id=self._base.names("sessions"),
            user_ids=[stack.outputs.lookup("UserId")],
        )
        return group.user_group_id

    @staticmethod
    def _limits(settings: CacheSettings) -> ElasticacheServerlessCacheCacheUsageLimits:
        """Upper limits of what the cache may cost."""
        return ElasticacheServerlessCacheCacheUsageLimits(
            data_storage=[
                ElasticacheServerlessCacheCacheUsageLimitsDataStorage(
                    maximum=settings.max_data_storage_gb, unit="GB"
                )
            ],
            ecpu_per_second=[
                ElasticacheServerlessCacheCacheUsageLimitsEcpuPerSecond(
                    maximum=settings.max_ecpu_per_second
                )
            ],
        )

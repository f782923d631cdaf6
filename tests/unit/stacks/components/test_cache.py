"""Valkey: limits, and one user who may touch sessions alone."""

import json
from typing import Any

import pytest

from stacks.components.cache import Cache
from stacks.components.credentials import Credentials
from stacks.components.notifications import Notifications
from tests.synthesized import Stack
from tests.unit.stacks.components.bench import Bench, network

# What PHP's session handler sends with phpredis: serve.sh speaks AUTH, PING and QUIT beside. A
# script ends the lock of a session.
NEEDED = {"+get", "+set", "+setex", "+expire", "+del", "+eval", "+evalsha", "+@connection"}
# With these, scripts could be stored, killed or flushed for others.
MORE_OF_SCRIPTS = {"+@scripting", "+script", "+function", "+fcall", "+eval_ro"}


def build(**settings: Any) -> Stack:
    bench = Bench(**settings)
    notifications = None
    if bench.settings.monitoring.enabled:
        notifications = Notifications(bench.stack, "alarms", bench.base, email_addresses=["a@b.c"])
    Cache(
        bench.stack,
        "cache",
        bench.base,
        network=network(),
        credentials=Credentials(bench.stack, "credentials", bench.base),
        notifications=notifications,
        settings=bench.settings.cache,
    )
    return bench.synthesized()


@pytest.fixture(scope="module")
def user() -> dict[str, Any]:
    template = json.loads(build().one("aws_cloudformation_stack")["template_body"])
    return template["Resources"]["User"]["Properties"]


def test_the_user_may_touch_sessions_only(user: dict[str, Any]):
    words = user["AccessString"].split()
    assert words[0] == "on"
    assert [word for word in words if word.startswith(("~", "%"))] == ["~PHPREDIS_SESSION:*"]
    rights = [word for word in words if word[0] in "+-"]
    assert rights[0] == "-@all"
    assert set(rights[1:]) >= NEEDED
    assert not MORE_OF_SCRIPTS & set(rights)
    assert not {"+@all", "+@dangerous", "+@admin", "+flushall", "+keys"} & set(rights)


def test_the_password_is_resolved_on_aws_side(user: dict[str, Any]):
    assert user["AuthenticationMode"]["Type"] == "password"
    (password,) = user["AuthenticationMode"]["Passwords"]
    name = "credentials_application"
    secret = f"${{aws_secretsmanager_secret.{name}_secret.arn}}:SecretString:cache_password::"
    version = f"${{aws_secretsmanager_secret_version.{name}_version.version_id}}"
    assert password == f"{{{{resolve:secretsmanager:{secret}{version}}}}}"
    assert "NoPasswordRequired" not in user


def test_changes_of_the_user_are_told_where_somebody_listens():
    watched = build(monitoring={"enabled": True}).one("aws_cloudformation_stack")
    assert watched["notification_arns"] == ["${aws_sns_topic.alarms_alarms_topic.arn}"]
    assert "notification_arns" not in build().one("aws_cloudformation_stack")


def test_the_group_has_this_user_and_no_default_user():
    group = build().one("aws_elasticache_user_group")
    assert group["user_ids"] == ['${aws_cloudformation_stack.cache_user.outputs["UserId"]}']


def test_limits_and_snapshots_follow_the_settings():
    settings = {"max_data_storage_gb": 7, "max_ecpu_per_second": 9000, "snapshot_retention_days": 3}
    cache = build(cache=settings).one("aws_elasticache_serverless_cache")
    assert cache["cache_usage_limits"] == [
        {"data_storage": [{"maximum": 7, "unit": "GB"}], "ecpu_per_second": [{"maximum": 9000}]}
    ]
    assert cache["snapshot_retention_limit"] == 3
    assert (cache["engine"], cache["major_engine_version"]) == ("valkey", "8")

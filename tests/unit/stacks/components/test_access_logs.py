"""The bucket of access logs: written by two services, for this account alone."""

import pytest

from stacks.components.access_logs import AccessLogs
from tests.synthesized import Stack, statements
from tests.unit.stacks.components.bench import PRODUCTION, Bench


def build(**settings: str) -> Stack:
    bench = Bench(**settings)
    AccessLogs(bench.stack, "access_logs", bench.base)
    return bench.synthesized()


@pytest.mark.parametrize(("settings", "days"), [({}, 30), (PRODUCTION, 2192)])
def test_records_stay_as_long_as_the_environment_asks(settings: dict[str, str], days: int):
    (rule,) = build(**settings).one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert rule["expiration"] == [{"days": days}]


def test_each_service_writes_below_its_own_prefix():
    bucket = "${aws_s3_bucket.access_logs_store_bucket.arn}"
    account = "${data.aws_caller_identity.account_identity.account_id}"
    policy = {
        each["Sid"]: each for each in statements(build().one("aws_s3_bucket_policy")["policy"])
    }
    assert policy["LoadBalancer"]["Resource"] == [f"{bucket}/alb/AWSLogs/{account}/*"]
    assert policy["Buckets"]["Resource"] == [f"{bucket}/s3/*"]
    assert policy["Buckets"]["Condition"] == {"StringEquals": {"aws:SourceAccount": account}}

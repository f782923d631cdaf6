"""A command touches the account and Region of its settings and state, or nothing."""

from typing import Any

import pytest

from scripts.aws.account import AwsAccount, Caller
from scripts.terraform.target_account import WrongTargetError, home_of, refuse_wrong_target

HERE = "111111111111"
ELSEWHERE = "222222222222"


class Account(AwsAccount):
    """Credentials of the account HERE, in Oregon."""

    def __init__(self) -> None:
        super().__init__("us-west-2")

    def caller(self) -> Caller:
        """Without asking AWS."""
        return Caller(HERE, f"arn:aws:iam::{HERE}:user/operator")


def configuration(*allowed: str) -> dict[str, Any]:
    return {"provider": {"aws": [{"region": "us-west-2", "allowed_account_ids": list(allowed)}]}}


def state(*arns: str, mode: str = "managed") -> dict[str, Any]:
    return {"resources": [{"mode": mode, "instances": [{"attributes": {"arn": a}}]} for a in arns]}


def refuse(configured: dict[str, Any], kept: dict[str, Any]) -> Caller:
    return refuse_wrong_target("clinic", configured, kept, Account())


def test_the_first_apply_has_no_state_to_disagree_with():
    assert refuse(configuration(), {}).account == HERE
    assert refuse({"provider": {"aws": {"region": "us-west-2"}}}, {}).account == HERE


def test_the_right_account_and_region_pass():
    kept = state(f"arn:aws:rds:us-west-2:{HERE}:cluster:db", f"arn:aws:iam::{HERE}:role/task")
    assert refuse(configuration(HERE), kept).account == HERE


def test_everything_wrong_is_said_at_once_by_setting_value_and_remedy():
    kept = state(f"arn:aws:rds:eu-west-1:{ELSEWHERE}:cluster:db")
    with pytest.raises(WrongTargetError) as refused:
        refuse(configuration("333333333333"), kept)
    setting, account, region, end = str(refused.value).splitlines()
    assert "deployments.clinic.account_id is 333333333333" in setting
    assert f"open account {HERE}" in setting
    assert ELSEWHERE in account
    assert f"open account {HERE}" in account
    assert "eu-west-1" in region
    assert "deployments.clinic.region is us-west-2" in region
    assert end == "Nothing was changed."


def test_what_the_state_only_looked_up_may_belong_to_others():
    assert refuse(configuration(), state(f"arn:aws:ec2:eu-west-1:{ELSEWHERE}:vpc/v", mode="data"))


def test_names_without_region_or_account_say_nothing():
    found = home_of(state("arn:aws:s3:::logs", f"arn:aws:iam::{HERE}:role/task"))
    assert found.regions == frozenset()
    assert found.accounts == {HERE}

"""Whether a policy is wider than another."""

import fnmatch
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.terraform.documents.policies.comparison import wider
from scripts.terraform.documents.policies.grants import UnreadableError, read_grants
from scripts.terraform.documents.policies.patterns import AllBut, Some, includes

READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
ACCOUNT, ROLE = "111122223333", "arn:aws:iam::111122223333:role/x"
TLS = {"Bool": {"aws:SecureTransport": "false"}}


def _is_wider(before: list[Any], after: list[Any]) -> bool:
    texts = [json.dumps({"Statement": each}) for each in (before, after)]
    return any(wider(*map(read_grants, texts)))


def _when(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {**READ, "Condition": {operator: {key: list(values)}}}


def _by(principal: Any) -> dict[str, Any]:
    return {**READ, "Principal": principal}


SAME_OR_NARROWER = [
    ([READ], []),
    ([READ], [{**READ, "Sid": "Other"}]),
    ([READ], [{**READ, "Action": ["S3:getobject"], "Resource": ["arn:aws:s3:::b/*"]}]),
    ([{**READ, "Action": "s3:*"}], [READ]),
    ([{**READ, "Action": "s3:Get?bject"}], [READ]),
    ([{**READ, "Resource": "*"}], [READ]),
    ([READ], [{**READ, "Resource": "arn:aws:s3:::b/one/*"}]),
    ([READ], [_when("Bool", "aws:SecureTransport", "true")]),
    ([_when("StringEquals", "aws:X", "a", "b")], [_when("StringEquals", "AWS:x", "a")]),
    ([_when("StringLike", "aws:X", "a*")], [_when("StringEquals", "aws:X", "ab")]),
    ([_when("StringEqualsIfExists", "aws:X", "a")], [_when("StringEquals", "aws:X", "a")]),
    ([_when("StringNotEquals", "aws:X", "a")], [_when("StringNotEquals", "aws:X", "a", "b")]),
    (
        [_when("IpAddress", "aws:SourceIp", "10.0.0.0/8")],
        [_when("IpAddress", "aws:SourceIp", "10.1.0.0/16")],
    ),
    ([_when("NumericLessThan", "aws:Age", "60")], [_when("NumericLessThan", "aws:Age", "30")]),
    (
        [_when("NumericGreaterThan", "aws:Age", "30")],
        [_when("NumericGreaterThan", "aws:Age", "60")],
    ),
    ([{**READ, "NotAction": "iam:*", "Action": None}], [READ]),
    ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], [READ]),
    (
        [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}],
        [{"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}],
    ),
    ([_by({"AWS": ACCOUNT})], [_by({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})]),
    ([_by({"AWS": ACCOUNT})], [_by({"AWS": ROLE})]),
    ([_by("*")], [_by({"Service": "logs.amazonaws.com"})]),
    ([_by("*")], [_by({"AWS": "*"})]),
    ([], [DENY]),
    ([{**DENY, "Action": "s3:DeleteObject"}], [DENY]),
    ([{**DENY, "Condition": TLS}], [DENY]),
]
WIDER = [
    ([], [READ]),
    ([READ], [READ, {**READ, "Action": "s3:PutObject"}]),
    ([READ], [{**READ, "Action": "s3:Get*"}]),
    ([READ], [{**READ, "Resource": "*"}]),
    ([READ], [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]),
    ([{"Effect": "Allow", "NotAction": "s3:Get?bject", "Resource": "*"}], [READ]),
    ([READ], [{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::c/*"}]),
    ([_when("Bool", "aws:SecureTransport", "true")], [READ]),
    ([_when("StringEquals", "aws:X", "a")], [_when("StringEquals", "aws:X", "a", "b")]),
    ([_when("StringEquals", "aws:X", "a")], [_when("StringLike", "aws:X", "a*")]),
    ([_when("StringEquals", "aws:X", "a")], [_when("StringEqualsIfExists", "aws:X", "a")]),
    ([_when("StringEquals", "aws:X", "a")], [_when("StringEquals", "aws:Y", "a")]),
    ([_when("StringNotEquals", "aws:X", "a", "b")], [_when("StringNotEquals", "aws:X", "a")]),
    (
        [_when("IpAddress", "aws:SourceIp", "10.1.0.0/16")],
        [_when("IpAddress", "aws:SourceIp", "10.0.0.0/8")],
    ),
    ([_when("NumericLessThan", "aws:Age", "30")], [_when("NumericLessThan", "aws:Age", "60")]),
    (
        [_when("NumericGreaterThan", "aws:Age", "60")],
        [_when("NumericGreaterThan", "aws:Age", "30")],
    ),
    ([_by({"AWS": ROLE})], [_by({"AWS": ACCOUNT})]),
    # The account's own grant stays, and the role needs no IAM policy any more.
    ([_by({"AWS": ACCOUNT})], [_by({"AWS": ACCOUNT}), _by({"AWS": ROLE})]),
    ([_by({"Service": "logs.amazonaws.com"})], [_by("*")]),
    ([_by({"AWS": ROLE})], [_by({"AWS": "arn:aws:iam::999999999999:root"})]),
    ([DENY], []),
    ([DENY], [{**DENY, "Action": "s3:DeleteObject"}]),
    ([DENY], [{**DENY, "Condition": TLS}]),
    ([DENY], [{**DENY, "Principal": {"AWS": ROLE}}]),
    (
        [{**DENY, "Principal": None, "NotPrincipal": {"AWS": ROLE}}],
        [{**DENY, "Principal": None, "NotPrincipal": {"AWS": [ROLE, ACCOUNT]}}],
    ),
]


@pytest.mark.parametrize(("before", "after"), SAME_OR_NARROWER)
def test_the_same_or_less_is_not_wider(before: list[Any], after: list[Any]) -> None:
    assert not _is_wider(before, after)


@pytest.mark.parametrize(("before", "after"), WIDER)
def test_more_is_wider(before: list[Any], after: list[Any]) -> None:
    assert _is_wider(before, after)


@pytest.mark.parametrize("text", ["{", "[]", '{"Statement": ["no object"]}'])
def test_other_texts_are_no_policies(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_grants(text)


TEXTS = st.text("ab:", max_size=4)
PATTERNS = st.text("ab:*?", max_size=4)


@given(PATTERNS, PATTERNS, TEXTS)
def test_a_pattern_includes_only_patterns_whose_texts_it_matches(
    wide: str, narrow: str, text: str
) -> None:
    if includes(Some(wide), Some(narrow)) and fnmatch.fnmatchcase(text, narrow):
        assert fnmatch.fnmatchcase(text, wide)


@given(PATTERNS, PATTERNS, TEXTS)
def test_all_but_a_pattern_includes_only_what_has_nothing_in_common_with_it(
    excepted: str, narrow: str, text: str
) -> None:
    if includes(AllBut((excepted,)), Some(narrow)) and fnmatch.fnmatchcase(text, narrow):
        assert not fnmatch.fnmatchcase(text, excepted)


@given(TEXTS, PATTERNS)
def test_a_pattern_includes_every_text_that_it_matches(text: str, pattern: str) -> None:
    assert includes(Some(pattern), Some(text)) == fnmatch.fnmatchcase(text, pattern)

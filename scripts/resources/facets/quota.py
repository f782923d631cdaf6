"""Facet of `openemr doctor`: the quota of an account that resources of a type use up."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quota:
    """A quota of an account in a Region.

    service, code: as Service Quotas knows it; without a code AWS does not raise it. default: that of
    a new account. listed: service, operation and key of what is counted. in_each_zone: the zone with
    the most counts. ours_only: AWS's own, which its aliases tell, do not count.
    Codes and defaults: docs.aws.amazon.com, General Reference, each service's endpoints and quotas
    (2026-11); not tried against an account.
    """

    name: str
    service: str
    code: str
    default: int
    listed: tuple[str, str, str]
    in_each_zone: bool = False
    ours_only: bool = False

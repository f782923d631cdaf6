"""Order of findings of one severity: data first, periods and logs last."""

import re
from enum import IntEnum

from scripts.resources import known


class Concern(IntEnum):
    """What a finding is about, the most urgent first."""

    # Records, documents, keys, secrets and backups: lost, unreadable or open.
    DATA = 0
    # The way to them: access, network, service, alarms.
    ACCESS = 1
    # How long backups and logs are kept, and whether logs are written.
    KEEPING = 2


_PERIOD = re.compile(r"retention|lifecycle|_days$")
# Without contents of their own, though they guard or serve some.
_OF_DATA = re.compile(r"aws_(backup_\w+|rds_cluster_instance)$")
# Buckets of a deployment hold logs only.
_OF_LOGS = re.compile(r"aws_(cloudtrail|cloudwatch_log_group|flow_log|s3_bucket(_\w+)?)$")
_PLAN = "aws_backup_plan"


def concern_of(type_: str, name: str, *, opens_access: bool) -> Concern:
    """The concern of an attribute, or of a whole resource, which has no name.

    opens_access: something was added beside the resource, or lets others in.
    """
    if _PERIOD.search(name) or type_ == _PLAN:
        return Concern.KEEPING
    if _OF_LOGS.match(type_):
        return Concern.ACCESS if opens_access else Concern.KEEPING
    return Concern.DATA if holds_data(type_) or _OF_DATA.match(type_) else Concern.ACCESS


def holds_data(type_: str) -> bool:
    """True if a new resource of this type would lack the data of the old one."""
    data = known(type_).data
    return data is not None and data.contents

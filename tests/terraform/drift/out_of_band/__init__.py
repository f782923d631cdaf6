"""Every out-of-band change the tests make, by part of the topology."""

from tests.terraform.drift.out_of_band import (
    alarms_and_logs,
    backups_and_trail,
    buckets,
    database,
    edge,
    files_and_cache,
    keys_and_secrets,
    more_of_data,
    more_of_evidence,
    more_of_the_edge,
    network,
    overrides,
    roles,
    security_groups,
    states,
    strangers,
    tasks,
)
from tests.terraform.drift.out_of_band.change import OutOfBand

_PARTS = (
    *(security_groups, network, edge, database, files_and_cache, keys_and_secrets),
    *(backups_and_trail, buckets, alarms_and_logs, roles, tasks),
    # States last, as nothing can be changed in some of them.
    *(strangers, overrides, states),
)
_MORE = (more_of_the_edge, more_of_data, more_of_evidence)
# Each list is done to one copy. The second has what cannot happen on the first, as the same
# resource is changed there in another way, or must exist.
FIRST: list[OutOfBand] = [change for part in _PARTS for change in part.CHANGES]
SECOND: list[OutOfBand] = [
    *(change for part in _PARTS for change in getattr(part, "DELETIONS", ())),
    *(change for part in _MORE for change in part.CHANGES),
    *(change for part in (strangers, overrides, states) for change in part.MORE),
]
ALL: list[OutOfBand] = [*FIRST, *SECOND]

"""Every out-of-band change the tests make, by part of the topology."""

from tests.lifecycle.drift.out_of_band import data, edge, evidence, identity, network
from tests.lifecycle.drift.out_of_band.change import OutOfBand

_PARTS = (network, edge, data, evidence, identity)
CHANGES: list[OutOfBand] = [change for part in _PARTS for change in part.CHANGES]
# What cannot happen on the same copy: the thing is gone that a change above alters.
DELETIONS: list[OutOfBand] = [change for part in _PARTS for change in part.DELETIONS]

"""What is lost with each type of resource. Each type stands here once somebody has reviewed it."""

from scripts.changes.rules.loss import Loss
from scripts.changes.rules.losses import data, evidence, topology

LOSSES: dict[str, Loss] = {**data.LOSSES, **evidence.LOSSES, **topology.LOSSES}

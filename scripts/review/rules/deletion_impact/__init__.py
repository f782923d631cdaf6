"""What is lost with each type of resource. Each type stands here once somebody has reviewed it."""

from scripts.review.rules.deletion_impact import data, evidence, topology
from scripts.review.rules.loss import Loss

LOSSES: dict[str, Loss] = {**data.LOSSES, **evidence.LOSSES, **topology.LOSSES}

"""The predecessors whose settings `openemr settings import` knows."""

from scripts.commands.settings.import_.predecessors.ecs import ECS
from scripts.commands.settings.import_.predecessors.eks import EKS
from scripts.commands.settings.import_.predecessors.fargate import FARGATE
from scripts.commands.settings.import_.predecessors.predecessor import Name, Predecessor
from scripts.commands.settings.import_.predecessors.seed import SEED

PREDECESSORS: dict[str, Predecessor] = {each.name: each for each in (SEED, FARGATE, ECS, EKS)}

__all__ = ["PREDECESSORS", "Name", "Predecessor"]

"""Identifies a deployment as production or evaluation; any doubt makes it a production."""

from scripts.identity.fact import Fact, Identity, Says, Source
from scripts.identity.facts import adopted_facts, identify, left_behind, sets_evaluation
from scripts.identity.ownership import ForeignStateError, refuse_foreign_state

__all__ = [
    "Fact",
    "ForeignStateError",
    "Identity",
    "Says",
    "Source",
    "adopted_facts",
    "identify",
    "left_behind",
    "refuse_foreign_state",
    "sets_evaluation",
]

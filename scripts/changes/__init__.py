"""What changes of resources mean: for plans of Terraform, and for changes behind its back.

Standard library only.
"""

from scripts.changes.change import Change
from scripts.changes.difference import Difference
from scripts.changes.judge import (
    REVIEWED_TYPES,
    Judged,
    judge_drift,
    judge_plan,
    passes_in_a_first_apply,
)
from scripts.changes.plan_file import Plan, PlanError, read_plan
from scripts.changes.verdict import Kind, Verdict

__all__ = [
    "REVIEWED_TYPES",
    "Change",
    "Difference",
    "Judged",
    "Kind",
    "Plan",
    "PlanError",
    "Verdict",
    "judge_drift",
    "judge_plan",
    "passes_in_a_first_apply",
    "read_plan",
]

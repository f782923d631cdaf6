"""Review of resource changes: those of a Terraform plan, and those outside of Terraform.

Standard library only.
"""

from scripts.review.judge import (
    Judged,
    judge_drift,
    judge_plan,
    passes_in_a_first_apply,
)
from scripts.review.verdict import Kind, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.differences import Difference
from scripts.terraform.documents.plan import Plan, PlanError, read_plan

__all__ = [
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

"""The review for programs and for pull requests."""

from scripts.plan.reports.as_json import as_json
from scripts.plan.reports.markdown import as_markdown

__all__ = ["as_json", "as_markdown"]

"""The review for programs and for pull requests."""

from scripts.review.reports.as_json import as_json
from scripts.review.reports.markdown import as_markdown

__all__ = ["as_json", "as_markdown"]

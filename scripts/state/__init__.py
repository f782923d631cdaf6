"""The state: where it lies, who works on it, what it lacks, and how it comes back."""

from scripts.state.readiness import Readiness, make_ready

__all__ = ["Readiness", "make_ready"]

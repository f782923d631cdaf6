"""The state: where it lies, who works on it, what it lacks, and how it comes back."""

from scripts.adoption.readiness import Readiness, enter_forgotten, look_for_forgotten, make_ready

__all__ = ["Readiness", "enter_forgotten", "look_for_forgotten", "make_ready"]

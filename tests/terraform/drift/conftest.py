"""A small deployment for tests that need no topology."""

from tests.terraform.state.conftest import office, server

__all__ = ["office", "server"]

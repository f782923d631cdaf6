"""An embedded AWS and a checkout for each module; the AWS is emptied before each test."""

from tests.lifecycle.state.conftest import office, server

__all__ = ["office", "server"]

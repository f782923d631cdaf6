"""Configurations to scan by Checkov's process; the fixtures are those of the policies' tests."""

from tests.unit.scripts.commands.scan.conftest import (
    configurations,
    exceptions,
    production_document,
    production_file,
    production_text,
)

__all__ = [
    "configurations",
    "exceptions",
    "production_document",
    "production_file",
    "production_text",
]

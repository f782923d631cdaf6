"""Answers of AWS by operation, for readers beside Terraform's refresh."""

from collections.abc import Mapping
from typing import Any, cast

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding
from scripts.commands.drift.reading import Read
from scripts.commands.drift.refresh import Resources
from tests.unit.scripts.commands.drift.plans import document


class Answers:
    """AWS, by operation; what nobody gave an answer for is empty."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers

    def list(self, _service: str, operation: str, _member: str, **_parameters: Any) -> Any:
        """The list that was given."""
        return self._answers.get(operation, [])

    def get(self, _service: str, operation: str, **_parameters: Any) -> Any:
        """The answer that was given."""
        return self._answers.get(operation, {})


def read(reader: Read, existing: Mapping[str, Mapping[str, Any]], **answers: Any) -> list[Finding]:
    """What a reader finds."""
    resources = Resources(document([], existing))
    return list(reader(resources, cast("AwsReader", Answers(**answers))))

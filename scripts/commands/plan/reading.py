"""Reads the JSON of a plan from a file or standard input."""

import json
import sys
from pathlib import Path
from typing import Any

from scripts.review import PlanError

STANDARD = "-"


def read_document(file: str) -> Any:
    """The JSON in a file, or of standard input for `-`. Raises PlanError."""
    try:
        data = sys.stdin.buffer.read() if file == STANDARD else Path(file).read_bytes()
    except OSError as problem:
        raise PlanError(f"--file {file}: {problem.strerror or problem}.") from problem
    if data[:2] == b"PK":
        raise PlanError(
            f"--file {file}: a plan in Terraform's own format; accepted: the output of "
            "`terraform show -json PLAN`."
        )
    try:
        return json.loads(data)
    except ValueError as problem:
        raise PlanError(
            f"--file {file}: no JSON ({problem})."
            " Accepted: the output of `terraform show -json PLAN`."
        ) from problem

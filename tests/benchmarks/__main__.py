"""Measures everything and writes docs/performance.md."""

import json
import sys
import tempfile
from pathlib import Path

import pytest

from tests.benchmarks.report import report
from tests.configurations import PROJECT


def main() -> int:
    """Return pytest's exit code; arguments go to pytest, and a part is not written down."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "benchmarks.json"
        code = pytest.main(
            [
                str(PROJECT / "tests" / "benchmarks"),
                "--quiet",
                "--override-ini=python_files=bench_*.py",
                "--override-ini=python_functions=bench_*",
                f"--benchmark-json={results}",
                *sys.argv[1:],
            ]
        )
        if code == 0 and not sys.argv[1:]:
            measured = json.loads(results.read_text())
            (PROJECT / "docs" / "performance.md").write_text(report(measured))
    return int(code)


if __name__ == "__main__":
    sys.exit(main())

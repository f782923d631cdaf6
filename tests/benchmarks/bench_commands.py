"""The scan and the review of a plan."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.processes import project_of, run, take
from tests.configurations import EVERYTHING_ON
from tests.unit.scripts.review.plans import change, plan
from tests.unit.scripts.review.synthesized_plans import planned, synthesized

_REVIEWS = """
import json, sys
from pathlib import Path
from scripts.review.plan_review import review
document = json.loads(Path(sys.argv[1]).read_text())
for _ in range(int(sys.argv[2])):
    review(document)
"""


@pytest.mark.parametrize("count", [1, 3, 9])
def bench_scan(count: int, benchmark: Any, tmp_path: Path) -> None:
    project = project_of(tmp_path / "project", count)

    def work() -> None:
        run("-m", "scripts", "scan", "--json", folder=project)

    take(benchmark, 1, work, group_of="scan", count=count)


@pytest.mark.parametrize("count", [1, 10, 100])
def bench_plan_review(count: int, benchmark: Any, tmp_path: Path) -> None:
    """A plan that makes the resources of so many deployments; some open something to the world."""
    project = project_of(tmp_path / "project", 1)
    run("main.py", folder=project)
    written = json.loads((project / "cdktf.out/stacks/clinic0/cdk.tf.json").read_text())
    changes = [
        change(f"{type_}.{name}_{number}", None, values)
        for number in range(count)
        for type_, named in written["resource"].items()
        for name, values in named.items()
    ]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan(*changes)))

    def work() -> None:
        run("-m", "scripts", "plan", "--file", str(file), accept=3)

    work()
    take(benchmark, 2, work, group_of="plan review", count=count)


@pytest.mark.parametrize("count", [1, 10, 100])
def bench_plan_review_of_changes(count: int, benchmark: Any, tmp_path: Path) -> None:
    """So many plans of everything, in each of which every resource changes by a tag."""
    name = next(iter(EVERYTHING_ON["deployments"]))
    stacks = (synthesized(EVERYTHING_ON, name, tags={"Team": each}) for each in ("a", "b"))
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(planned(*stacks)))

    def work() -> None:
        run("-c", _REVIEWS, str(file), str(count))

    work()
    take(benchmark, 2, work, group_of="plan review of changes", count=count)

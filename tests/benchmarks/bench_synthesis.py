"""One deployment in several states of a machine, and many deployments in one app."""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.processes import BARE, peak_memory, project_of, run, take
from tests.configurations import DEFAULT, PROJECT, copy_project

KERNEL = "this project"
NODE_KERNEL = "without the kernel in Python"
NAIVE = "naive: plain CDKTF, eager imports"
# Ways to synthesize the deployment that cdktf.json ships, and the floor.
WAYS: dict[str, dict[str, Any]] = {
    KERNEL: {},
    NODE_KERNEL: {"OPENEMR_NODE_KERNEL": "1"},
    NAIVE: {"OPENEMR_EAGER_BINDINGS": "1"},
}
FLOOR = "floor: an empty CDKTF app"
ROUNDS = {KERNEL: 7, FLOOR: 7, NAIVE: 1}


def synthesis(way: str, out: Path, project: Path = PROJECT, **state: Any) -> Any:
    """The work of one run."""
    if way == FLOOR:
        return lambda: run(BARE, str(out), **state)
    variables = WAYS[way] | state | {"CDKTF_OUTDIR": str(out)}
    return lambda: run(str(project / "main.py"), **variables)


@pytest.mark.parametrize("way", [*WAYS, FLOOR])
def bench_warm(way: str, benchmark: Any, tmp_path: Path) -> None:
    work = synthesis(way, tmp_path / "out")
    work()
    take(benchmark, ROUNDS.get(way, 3), work, state="warm", way=way)


@pytest.mark.parametrize("way", [KERNEL, NAIVE, FLOOR])
def bench_without_jsii_cache(way: str, benchmark: Any, tmp_path: Path) -> None:
    work = synthesis(way, tmp_path / "out", JSII_RUNTIME_PACKAGE_CACHE="disabled")
    take(benchmark, 1 if way == NAIVE else 3, work, state="without jsii's cache", way=way)


@pytest.fixture(scope="module")
def only_pythons_own(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of packages just installed without compiled code, and none may be kept."""
    folder = tmp_path_factory.mktemp("compiled")
    subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={folder}", "-c", "import stacks.app"],
        cwd=PROJECT,
        env={k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        check=True,
    )
    for installed in (PROJECT, Path(sys.prefix)):
        shutil.rmtree(f"{folder}{installed}", ignore_errors=True)
    return {"PYTHONPYCACHEPREFIX": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.parametrize("way", [KERNEL, NAIVE, FLOOR, f"{KERNEL}, next run"])
def bench_without_compiled_code(
    way: str, benchmark: Any, tmp_path: Path, only_pythons_own: dict[str, str]
) -> None:
    project = copy_project(tmp_path / "project", DEFAULT)
    work = synthesis(way.partition(", next")[0], tmp_path / "out", project, **only_pythons_own)
    if "next" in way:
        work()
    take(benchmark, 3 if way == FLOOR or "next" in way else 1, work, state="not compiled", way=way)


@pytest.mark.parametrize(
    ("way", "count"),
    [*itertools.product((KERNEL, NODE_KERNEL), (1, 2, 4, 8)), (KERNEL, 100)],
)
def bench_deployments(way: str, count: int, benchmark: Any, tmp_path: Path) -> None:
    project = project_of(tmp_path / "project", count)
    work = synthesis(way, tmp_path / "out", project)
    work()
    memory = peak_memory("import main; main.main()", project, **WAYS[way])
    take(benchmark, 3, work, group_of=f"deployments {way}", count=count, memory=memory)
